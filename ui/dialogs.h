// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace kv::ui {

/// What leaves the window: pickers and other programs. A seam, so that tests answer in the user's place.
class Dialogs
{
public:
    Dialogs() = default;
    Dialogs(const Dialogs &) = delete;
    Dialogs &operator=(const Dialogs &) = delete;
    virtual ~Dialogs();

    /// Asks for a folder; empty when the user cancelled.
    virtual QString pickFolder(QWidget *parent, const QString &start) = 0;
    /// Asks for a file to read; empty when the user cancelled. `filter`: "Snapshots (*.json *.ndjson)",
    /// several with ";;" between them.
    virtual QString pickOpenFile(QWidget *parent, const QString &title, const QString &start,
                                 const QString &filter) = 0;
    /// Asks for a file to write, and whether it may be replaced when it is there.
    virtual QString pickSaveFile(QWidget *parent, const QString &title, const QString &start,
                                 const QString &filter) = 0;
    /// Opens a text file in the user's editor, at `line` (from 1; 0: anywhere) when the editor can be told.
    /// False when nothing could be started.
    virtual bool openInEditor(const QString &path, int line) = 0;
    /// Shows the file, or the nearest folder above it that exists, in the file manager.
    virtual bool showFile(const QString &path) = 0;
    /// Tells about the program.
    virtual void about(QWidget *parent) = 0;
};

/// The real ones.
class SystemDialogs : public Dialogs
{
public:
    QString pickFolder(QWidget *parent, const QString &start) override;
    QString pickOpenFile(QWidget *parent, const QString &title, const QString &start,
                         const QString &filter) override;
    QString pickSaveFile(QWidget *parent, const QString &title, const QString &start,
                         const QString &filter) override;
    bool openInEditor(const QString &path, int line) override;
    bool showFile(const QString &path) override;
    void about(QWidget *parent) override;
};

} // namespace kv::ui
