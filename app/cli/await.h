// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"

#include <QEventLoop>

namespace kv::cli {

/// Waits for an answer. kvw does one thing at a time, so this loop is the program's only one, never one
/// inside another.
template <class T> Result<T> await(const QFuture<Result<T>> &future)
{
    QEventLoop loop;
    Result<T> answer = fail(ErrorKind::Cancelled, QString());
    whenDone(future, &loop, [&](Result<T> result) {
        answer = std::move(result);
        loop.quit();
    });
    loop.exec();
    return answer;
}

} // namespace kv::cli
