// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>

namespace kv {

/// A thread pool of so many threads at the most.
class FixedPool : public QThreadPool
{
    Q_OBJECT

public:
    explicit FixedPool(int threads) { setMaxThreadCount(threads); }
};

} // namespace kv
