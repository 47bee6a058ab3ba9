// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out a plan on a local store until it is done, or killed: tst_applykilled's child.

#include "jobs/killedchild.h"
#include "jobs/planjob.h"
#include "local/localstore.h"

using namespace kv;
using namespace kv::jobs;

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    QCoreApplication app(argc, argv);
    const Target target{.namespaceId = QString::fromUtf8(argv[2]), .stateRoot = QString::fromUtf8(argv[1])};
    ApplyJob job(QString::fromUtf8(argv[3]), std::make_shared<local::LocalStore>(target));
    job.allowMassDelete();
    return test::runAndTell(job);
}
