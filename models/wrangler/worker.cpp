// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/worker.h"

#include "wrangler/configfile.h"
#include "wrangler/extract.h"
#include "wrangler/findup.h"
#include "wrangler/targets.h"

#include <QDir>

namespace kv::wrangler {

Worker readWorker(const QString &configPath, const QString &projectRoot, const StateOptions &options)
{
    return makeWorker(readConfig(configPath), configPath, projectRoot, options);
}

Worker makeWorker(const Result<Value> &config, const QString &configPath, const QString &projectRoot,
                  const StateOptions &options)
{
    Worker worker{.configPath = configPath,
                  .relativePath = QDir(projectRoot).relativeFilePath(configPath),
                  .stateRoot = stateRootOf(configPath, options.persistTo, options.cwd)};
    if (!config) {
        worker.error = config.error();
        return worker;
    }
    worker.environments = extractEnvironments(*config);
    worker.name = worker.environments.first().workerName;
    const bool pages = isPages(*config);
    for (Environment &env : worker.environments) {
        for (Binding &binding : env.bindings)
            fillTargets(binding, {worker.stateRoot, env.name, pages, env.accountId.value_or(QString())});
    }
    return worker;
}

} // namespace kv::wrangler
