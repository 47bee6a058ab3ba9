// SPDX-License-Identifier: GPL-3.0-or-later
// Imports a file into a local store, over what is there, until it is done, or killed: tst_importkilled's
// child.

#include "jobs/killedchild.h"
#include "jobs/transfer.h"
#include "local/localstore.h"
#include "snapshot/snapshot.h"

using namespace kv;
using namespace kv::jobs;

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    QCoreApplication app(argc, argv);
    const Target target{.namespaceId = QString::fromUtf8(argv[2]), .stateRoot = QString::fromUtf8(argv[1])};
    const QString file = QString::fromUtf8(argv[3]);
    ImportJob job([file] { return snapshot::openSnapshot(file); },
                  std::make_shared<local::LocalStore>(target),
                  {.existing = Existing::Replace,
                   .rollbackPath = QString::fromUtf8(argv[4]),
                   .targetName = QStringLiteral("target"),
                   .target = target});
    return test::runAndTell(job);
}
