// SPDX-License-Identifier: GPL-3.0-or-later
// Prints what "copy as" puts into the clipboard, for tests that run it:
//   items_copylines FOLDER KEY [PERSIST-TO]    of each target in the folder a JSON object, one a line
#include "items/commandlines.h"
#include "wrangler/scan.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace kv;

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    wrangler::StateOptions options;
    options.persistTo = arguments.value(3);
    const auto scan = wrangler::scanProject(arguments.value(1), options);
    if (!scan) {
        std::fputs(qPrintable(scan.error().detail), stderr);
        return 1;
    }
    const QByteArray key = arguments.value(2).toUtf8();
    for (const Worker &worker : scan->project.workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets) {
                    const items::CommandLines lines(scan->project, info, binding);
                    const items::PasteLine get = lines.wranglerGet(key);
                    const QJsonObject out = {{QStringLiteral("target"), info.name},
                                             {QStringLiteral("wrangler"), get.text},
                                             {QStringLiteral("whyNot"), get.whyNot},
                                             {QStringLiteral("kvw"), lines.kvwGet(key).text}};
                    std::puts(QJsonDocument(out).toJson(QJsonDocument::Compact).constData());
                }
            }
        }
    }
    return 0;
}
