// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/jsondiff.h"

#include <map>

namespace kv::text {

/// Goes through both trees of a JsonDiff at once and lays down its rows. A stack of what is still to be laid
/// takes the place of recursion.
class JsonDiff::Maker
{
public:
    Maker(JsonDiff &diff, const JsonPathSet &ignore, const std::atomic_bool *stop);
    void run();

private:
    /// A value, or its closing bracket, of one side or both.
    struct Task
    {
        quint32 value[2] = {none, none};
        quint32 depth = 0;
        quint32 places = 0; // in m_places
        bool named = false;
        bool close = false;
        bool ignored = false;
        bool comma[2] = {false, false};
    };
    struct Member
    {
        QByteArray name;
        quint32 value = 0;
        bool counts = true; // no later one has its name
    };
    using Tasks = std::vector<Task>;

    void hash(int side);
    void lay(const Task &task);
    void layApart(const Task &task, const bool opens[2]);
    void addRow(const Task &task, AlignedKind kind, bool openLeft, bool openRight);
    void push(Tasks children);
    Tasks childrenOf(const Task &task);
    Tasks membersOf(const Task &task);
    Tasks elementsOf(const Task &task);
    std::vector<Member> members(quint32 object, int side) const;
    std::vector<quint32> elements(quint32 array, int side) const;
    std::vector<std::pair<int, int>> partners(const std::vector<quint32> &left,
                                              const std::vector<quint32> &right);
    Task child(const Task &parent, quint32 left, quint32 right) const;
    Task member(const Task &parent, const QByteArray &name, quint32 left, quint32 right, bool counts);
    quint32 keep(const JsonPathSet::Places &places);
    bool isSame(const Task &task) const;
    bool isEmpty(int side, quint32 value) const { return m_diff.m_trees[side].behind(value) == value + 1; }

    JsonDiff &m_diff;
    const JsonPathSet &m_ignore;
    const std::atomic_bool *m_stop;
    Tasks m_tasks;
    /// What a value means, by its number, as a hash: tells which elements belong together, and no more.
    std::vector<quint64> m_hashes[2];
    std::vector<JsonPathSet::Places> m_places = std::vector<JsonPathSet::Places>(1);
    std::map<JsonPathSet::Places, quint32> m_kept;
    JsonPathSet::Places m_below;
    qint64 m_steps = 0;
};

} // namespace kv::text
