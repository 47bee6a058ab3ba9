// SPDX-License-Identifier: GPL-3.0-or-later
// Compares two local stores into a file, which it makes or goes on with, until it is done, or killed:
// tst_comparekilled's child.

#include "jobs/comparejob.h"
#include "jobs/killedchild.h"
#include "local/localstore.h"

#include <QFileInfo>

using namespace kv;
using namespace kv::jobs;

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    QCoreApplication app(argc, argv);
    const QString root = QString::fromUtf8(argv[1]);
    const QString path = QString::fromUtf8(argv[4]);
    CompareSpec spec;
    spec.left = {.namespaceId = QString::fromUtf8(argv[2]), .stateRoot = root};
    spec.right = {.namespaceId = QString::fromUtf8(argv[3]), .stateRoot = root};
    const auto file =
        QFileInfo::exists(path) ? ComparisonFile::open(path) : ComparisonFile::create(path, spec);
    if (!file) {
        std::fprintf(stderr, "failed: %s\n", qUtf8Printable(file.error().detail));
        return 1;
    }
    CompareJob job(*file, std::make_shared<local::LocalStore>(spec.left),
                   std::make_shared<local::LocalStore>(spec.right));
    return test::runAndTell(job);
}
