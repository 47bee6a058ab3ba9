// SPDX-License-Identifier: GPL-3.0-or-later
// Feeds a fuzz target what its corpus has: each file whole, and cut at each of its bytes when it is small.
// Whatever is wrong ends the program by a signal.
#include <QByteArray>
#include <QDir>
#include <QFile>

#include <cstdio>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

constexpr qsizetype smallSize = 512;

/// From memory that ends where the input ends, so that ASan sees a step too far.
void feed(QByteArrayView bytes)
{
    const QByteArray exact = bytes.toByteArray();
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(exact.constData()), size_t(exact.size()));
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "Usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const QStringList names = folder.entryList(QDir::Files, QDir::Name);
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "%s cannot be read.\n", qPrintable(name));
            return 1;
        }
        // Said before: after a crash it is the last word.
        std::printf("%s\n", qPrintable(name));
        std::fflush(stdout);
        const QByteArray bytes = file.readAll();
        feed(bytes);
        for (qsizetype size = 0; size < bytes.size() && bytes.size() <= smallSize; ++size)
            feed(QByteArrayView(bytes).first(size));
    }
    if (names.isEmpty())
        std::fprintf(stderr, "There is nothing in %s.\n", argv[1]);
    return names.isEmpty() ? 1 : 0;
}
