// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devserver/answers.h"
#include "devserver/look.h"
#include "devserver/parts.h"

namespace kv::devserver {

/// One key of a bulk request.
struct Step
{
    QByteArray key;
    Expect expect;
    std::optional<Put> put; ///< Whole; none: the key is to be deleted.
    QByteArray element;     ///< Of the request's array.
};

/// What a request made of one key.
struct Outcome
{
    enum class Fate {
        Done,
        Missing,    ///< There is no such key to delete.
        Conflicted, ///< Not what was expected; left alone.
        ByFile,     ///< Not done: to be done by file.
    };
    Fate fate = Fate::ByFile;
    /// Of an entry that was put; empty when somebody else wrote the key before it was read again.
    Revision revision;
};

struct RoundReport
{
    QList<Outcome> outcomes; ///< One for each step, in order.
    bool serverFailed = false;
};

/// One bulk request to a dev server, all puts or all removals: looks in the file whether the keys are as
/// expected, sends, and looks again. The file has the last word on what was done, whatever the server says
/// and whether it answers or not. What somebody writes between the first look and the request's turn, some
/// milliseconds, is overwritten: the server knows no conditions.
class Round : public Operation<RoundReport>
{
public:
    Round(std::shared_ptr<Parts> parts, const QUrl &api, QList<Step> steps, QObject *parent);

private:
    void judgeBefore(const QHash<QByteArray, Seen> &seen);
    void send();
    void judgeAfter(const BulkAnswer &answer, const QHash<QByteArray, Seen> &seen);
    Outcome outcomeOf(const Step &step, bool claimed, const Seen &after) const;
    Outcome leftTo(const Step &step) const;

    std::shared_ptr<Parts> m_parts;
    QUrl m_api;
    QList<Step> m_steps;
    QList<qsizetype> m_due; ///< Steps that are sent.
    QHash<QByteArray, Seen> m_before;
    RoundReport m_report;
};

} // namespace kv::devserver
