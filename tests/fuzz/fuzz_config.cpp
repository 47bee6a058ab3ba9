// SPDX-License-Identifier: GPL-3.0-or-later
// The first line is a file's name; the rest is read as that file.
#include "fuzz/require.h"
#include "wrangler/configfile.h"
#include "wrangler/dotenv.h"

using namespace kv;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    QByteArrayView rest = fuzz::view(data, size);
    const QString name = QString::fromUtf8(fuzz::takeLine(rest));
    if (name.contains(QChar(0)))
        return 0;
    if (name == QLatin1String(".env")) {
        wrangler::parseDotenv(QString::fromUtf8(rest));
        return 0;
    }
    const auto value = wrangler::parseConfig(rest.toByteArray(), name);
    if (!value)
        fuzz::require(!value.error().detail.isEmpty(), "an error has words");
    else
        value->toJson();
    return 0;
}
