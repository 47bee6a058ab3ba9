// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/apiclient.h"
#include "remote/remotestore.h"

#include <memory>

namespace kv::test {

inline const QByteArray testSecret = "cfut_0123456789abcdefSECRET";

/// Options under which nothing waits.
inline remote::ApiOptions quickOptions(const QUrl &url)
{
    remote::ApiOptions options;
    options.baseUrl = url;
    options.pace = {.perSecond = 100'000, .burst = 100'000, .limit = 1'000'000};
    options.backoff = std::chrono::milliseconds(1);
    options.transferTimeout = std::chrono::seconds(8);
    options.jitter = [] { return 0.0; };
    return options;
}

inline std::shared_ptr<remote::ApiClient> quickClient(const QUrl &url)
{
    return std::make_shared<remote::ApiClient>(
        Credential{.secret = testSecret, .source = QStringLiteral("the test")}, quickOptions(url));
}

/// A store of the namespace "ns" in the account "acc".
inline std::unique_ptr<remote::RemoteStore> quickStore(std::shared_ptr<remote::ApiClient> client, Clock clock)
{
    return std::make_unique<remote::RemoteStore>(std::move(client),
                                                 Target{.place = Place::Remote,
                                                        .namespaceId = QStringLiteral("ns"),
                                                        .accountId = QStringLiteral("acc")},
                                                 std::move(clock));
}

} // namespace kv::test
