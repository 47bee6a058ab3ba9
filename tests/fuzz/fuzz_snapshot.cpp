// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a snapshot file, read to its end.
#include "fuzz/require.h"
#include "snapshot/snapshot.h"

#include <QFile>
#include <QTemporaryDir>

using namespace kv;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("file"));
    {
        QFile file(path);
        fuzz::require(file.open(QIODevice::WriteOnly), "the file can be written");
        file.write(reinterpret_cast<const char *>(data), qint64(size));
    }
    auto source = snapshot::openSnapshot(path);
    if (!source)
        return 0;
    for (size_t items = 0;; ++items) {
        fuzz::require(items <= size, "a file comes to an end");
        const auto item = (*source)->next();
        if (!item || !*item)
            return 0;
    }
}
