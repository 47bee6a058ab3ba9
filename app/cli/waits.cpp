// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/waits.h"

#include "app/cli/output.h"
#include "store/cloudflare.h"

#include <QDateTime>

#include <memory>

#include <unistd.h>

namespace kv::cli {

void tellWaits(Cloudflare &session)
{
    if (isatty(STDERR_FILENO) == 0)
        return;
    const auto lines = std::make_shared<WaitLines>();
    QObject::connect(&session, &Cloudflare::budgetChanged, &session, [&session, lines] {
        if (const auto line = lines->next(session.budget(), QDateTime::currentMSecsSinceEpoch()))
            say(*line);
    });
}

} // namespace kv::cli
