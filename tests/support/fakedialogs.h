// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs.h"

#include <QPair>
#include <QStringList>

namespace kv::test {

/// Answers in the user's place and notes what was asked.
class FakeDialogs : public ui::Dialogs
{
public:
    QString pickFolder(QWidget *, const QString &) override { return nextFolder; }
    QString pickOpenFile(QWidget *, const QString &, const QString &start, const QString &) override
    {
        pickedFrom << start;
        return nextOpenFile;
    }
    QString pickSaveFile(QWidget *, const QString &, const QString &start, const QString &) override
    {
        pickedFrom << start;
        return nextSaveFile;
    }
    bool openInEditor(const QString &path, int line) override
    {
        edited << qMakePair(path, line);
        return true;
    }
    bool showFile(const QString &path) override
    {
        shown << path;
        return true;
    }
    void about(QWidget *) override { ++abouts; }

    QString nextFolder;
    QString nextOpenFile;
    QString nextSaveFile;
    QStringList pickedFrom;
    QList<QPair<QString, int>> edited;
    QStringList shown;
    int abouts = 0;
};

} // namespace kv::test
