// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "jobs/searchall.h"
#include "ui/searchtargets.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QStackedWidget;
class QTreeView;

namespace kv {
class Store;
class Workspace;
} // namespace kv

namespace kv::items {
class SearchModel;
}

namespace kv::ui {

class ElidedLabel;
class EmptyState;
class NoticeBar;
class SearchCosts;
class SearchForm;
class Settings;
class SignInPage;
class Theme;

/// A search over the targets of the project: what is looked for and in which of them, what that reads before
/// anything is read, and what was found, target by target, as it comes. Nothing at Cloudflare is asked that
/// was not ticked. `workspace` and `settings` must outlive it.
class SearchView : public QWidget
{
    Q_OBJECT

public:
    SearchView(const Theme &theme, Workspace &workspace, Settings &settings, const Clock &clock,
               QWidget *parent = nullptr);
    ~SearchView() override;

    /// A snapshot file was opened: it can be searched, too.
    void addSnapshot(const TargetInfo &info);
    /// The project was read again, or the account's state is another.
    void surroundingsChanged();
    QString title() const;
    jobs::SearchQuery query() const;
    /// What to look for, to be started by the user.
    void setQuery(const jobs::SearchQuery &query);
    /// For the status bar.
    QString statusWords() const;
    /// Puts the focus into the text, all of it selected.
    void focusText();
    void focusHits();
    /// The key where one stands; empty: none.
    QByteArray currentKey() const;

Q_SIGNALS:
    /// The user wants to see a hit where it is.
    void openRequested(const kv::TargetInfo &info, const QByteArray &key);
    void titleChanged();
    /// statusWords() reads otherwise now.
    void stateChanged();
    void message(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// One of the targets of the search that was started.
    struct Searched
    {
        SearchPlace place;
        QString title;
        int subject = -1; ///< Of m_all; -1: it could not be opened.
        std::shared_ptr<Store> store;
    };
    void build();
    void connectParts();

    // searchview.cpp
    bool isRunning() const;
    bool isOfForm() const;
    QString whyNot() const;
    void goPressed();
    bool isStale() const;
    void goOn();
    void retryFailed();
    void startNew();
    void stop();
    void subjectFound(int subject, const QList<jobs::SearchHit> &hits);
    void subjectChanged(int subject);
    void allChanged();
    void activate(const QModelIndex &index);
    int groupOf(int subject) const;

    // searchview_words.cpp
    void sync();
    void syncCosts();
    void syncGroups();
    void syncLine();
    void syncBars();
    void showPage();
    QString costWords() const;
    bool wantsAccount() const;
    void askCosts();
    void recall();
    void remember() const;
    void shareWidth();

    Workspace &m_workspace;
    Settings &m_settings;
    Clock m_clock;
    SearchForm *m_form;
    SearchTargets *m_targets;
    SearchCosts *m_costs;
    ElidedLabel *m_line;
    NoticeBar *m_account;
    NoticeBar *m_question;
    NoticeBar *m_failure;
    items::SearchModel *m_model;
    QStackedWidget *m_stack;
    QTreeView *m_hits;
    EmptyState *m_empty;
    SignInPage *m_signIn = nullptr;
    bool m_showsSignIn = false;
    std::unique_ptr<jobs::SearchAll> m_all;
    QList<Searched> m_searched;
    QList<QString> m_keys; ///< SearchPlace::key() of what is ticked, when it was started
    jobs::SearchQuery m_query;
    QTimer m_costsSoon;
    QTimer m_seconds;
};

} // namespace kv::ui
