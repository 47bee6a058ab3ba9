// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"
#include "core/result.h"

#include <QFrame>
#include <QFuture>
#include <QStringList>

class QBoxLayout;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace kv {
class Cloudflare;
}

namespace kv::ui {

class ElidedLabel;

/// Creates, renames or deletes a namespace of the account, in a panel at the foot of the namespaces pane.
/// Hidden until one of the three is started. `cloudflare` must outlive it.
class NamespaceForm : public QFrame
{
    Q_OBJECT

public:
    enum class Act {
        Create,
        Bind, ///< A namespace was created; its lines for the wrangler file are offered.
        Rename,
        Delete,
    };

    explicit NamespaceForm(Cloudflare &cloudflare, QWidget *parent = nullptr);
    /// The wrangler files that a new namespace may be bound in, as people call them, the likeliest first.
    void setConfigFiles(const QStringList &relativePaths);
    void startCreate();
    void startRename(const AccountNamespace &which);
    /// `usedBy`: the bindings that use it, in words ("TODO (id)"); `count`: its keys, where that is known.
    void startDelete(const AccountNamespace &which, const QStringList &usedBy, std::optional<qint64> count);
    /// Hides the form. What was sent is not taken back.
    void dismiss();
    Act act() const { return m_act; }
    /// The lines for the wrangler file, after a namespace was created.
    QString lines() const;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// What was done, or why something failed whose form was closed meanwhile.
    void message(const QString &text);
    void dismissed();

protected:
    /// Escape closes.
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void start(Act act, const AccountNamespace &which, const QString &title, const QString &words);
    void setField(const QString &label, const QString &text, const QString &button, bool danger = false);
    void edited();
    void submit();
    void create(const QString &title);
    void rename(const QString &title);
    void remove();
    void offerLines(const AccountNamespace &created);
    void showLines();
    void copyLines();
    /// Why the field's text will not do; empty: it will, or there is none yet.
    QString problem() const;
    bool isSubmittable() const;
    bool isTitleTaken(const QString &title) const;
    void ended(int generation, const Error &error);
    void setBusy(bool busy);
    void arrange();

    Cloudflare &m_cloudflare;
    Act m_act = Act::Create;
    AccountNamespace m_which;
    ElidedLabel *m_title;
    QLabel *m_words;
    QLabel *m_fieldLabel;
    QLineEdit *m_field;
    QLabel *m_hint;
    QComboBox *m_files;
    QPlainTextEdit *m_lines;
    QPushButton *m_do;
    QPushButton *m_cancel;
    QBoxLayout *m_buttons; ///< beneath each other where there is no room for them side by side
    QString m_error;       ///< of the last try
    bool m_busy = false;
    int m_generation = 0; ///< tells an answer for this form from one for the form before
};

} // namespace kv::ui
