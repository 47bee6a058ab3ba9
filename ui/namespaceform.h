// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"
#include "core/result.h"

#include <QFrame>
#include <QList>
#include <QStringList>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace kv {
class Cloudflare;
}

namespace kv::ui {

/// Creates, renames or deletes a namespace of the account, in a panel at the foot of the namespaces pane.
/// Hidden until one of the three is started. `cloudflare` must outlive it.
class NamespaceForm : public QFrame
{
    Q_OBJECT

public:
    enum class Act { Create, Bind, Rename, Delete };

    explicit NamespaceForm(Cloudflare &cloudflare, QWidget *parent = nullptr);
    /// The wrangler files that a new namespace may be bound in, for people, the likeliest first.
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

Q_SIGNALS:
    /// What was done, or why something failed whose form was closed meanwhile.
    void message(const QString &text);
    void closed();

protected:
    /// Escape closes.
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void start(Act act, const AccountNamespace &which);
    void edited();
    void submit();
    void showLines();
    QString problem() const;
    QString cleanTitle() const;
    template <class T> void await(QFuture<Result<T>> future, const QString &done);
    void finished(const QString &done);
    void failed(const Error &error);
    void setBusy(bool busy);

    Cloudflare &m_cloudflare;
    Act m_act = Act::Create;
    AccountNamespace m_which;
    QLabel *m_title;
    QLabel *m_words;
    QLabel *m_fieldLabel;
    QLineEdit *m_field;
    QLabel *m_hint;
    QComboBox *m_files;
    QPlainTextEdit *m_lines;
    QPushButton *m_cancel;
    QPushButton *m_do;
    bool m_busy = false;
    int m_generation = 0; ///< tells an answer for this form from one for the form before
};

} // namespace kv::ui
