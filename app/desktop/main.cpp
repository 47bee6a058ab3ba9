// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/render.h"
#include "app/wiring/projectworkspace.h"
#include "app/wiring/sampleproject.h"
#include "ui/dialogs.h"
#include "ui/errortext.h"
#include "ui/mainwindow.h"
#include "ui/settings.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDateTime>
#include <QDir>
#include <QIcon>
#include <QSettings>
#include <QStandardPaths>

#include <cstdio>

namespace {

/// The copy of the sample project in the user's data folder, made when need be.
kv::Result<QString> sampleProject()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    return kv::wiring::prepareSample(QStringLiteral(":/sample"), data + QStringLiteral("/sample/shop"),
                                     QDateTime::currentMSecsSinceEpoch());
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("kvworkbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("KV Workbench"));
    QApplication::setApplicationVersion(QStringLiteral(KV_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("io.github.kv_workbench.kvworkbench"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/kvworkbench.svg")));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Browse and edit the Workers KV data of a project"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption render(
        QStringLiteral("render-to"),
        QStringLiteral("Render the window into a PNG file once the project is shown, and exit."),
        QStringLiteral("file"));
    parser.addOption(render);
    const QCommandLineOption sample(
        QStringLiteral("sample"),
        QStringLiteral("Open a copy of the sample project, kept in the user's data folder."));
    parser.addOption(sample);
    parser.addPositionalArgument(
        QStringLiteral("project"),
        QStringLiteral("Folder with a wrangler file in it or below it; without one, what was open last."),
        QStringLiteral("[project]"));
    parser.process(application);
    const QStringList named = parser.positionalArguments();
    if (named.size() + (parser.isSet(sample) ? 1 : 0) > 1) {
        std::fprintf(stderr, "kvworkbench: one project at a time\n");
        return 2;
    }

    // Named here and not by an organisation of the application: that would move the data folder too.
    QSettings stored(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("kvworkbench"),
                     QStringLiteral("kvworkbench"));
    kv::ui::StoredSettings settings(stored);
    kv::ui::MemorySettings fresh;
    const bool rendering = parser.isSet(render);
    kv::ui::SystemDialogs dialogs;
    kv::wiring::ProjectWorkspace workspace;
    kv::ui::MainWindow window(workspace, dialogs,
                              rendering ? static_cast<kv::ui::Settings &>(fresh) : settings);
    if (parser.isSet(sample)) {
        const kv::Result<QString> project = sampleProject();
        if (project) {
            window.openFolder(*project);
        } else {
            std::fprintf(stderr, "kvworkbench: %s\n", qUtf8Printable(kv::ui::errorText(project.error())));
            if (rendering)
                return 1;
        }
    } else if (!named.isEmpty()) {
        window.openFolder(QDir::cleanPath(QDir::current().absoluteFilePath(named.first())));
    } else {
        window.openLastFolder(); // else the start page says what to do
    }
    window.show();
    if (rendering)
        kv::desktop::renderWhenShown(window, workspace, parser.value(render));
    return QApplication::exec();
}
