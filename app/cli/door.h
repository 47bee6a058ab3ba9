// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/wiring/cloudflaresession.h"
#include "app/wiring/storeopener.h"
#include "core/project.h"
#include "store/store.h"

#include <tl/expected.hpp>

#include <memory>

namespace kv::cli {

/// How a command gets at the targets that its line names: finds them, asks for a credential once, and holds
/// production to be named.
class Door
{
public:
    explicit Door(const Arguments &arguments);

    struct Opened
    {
        TargetInfo info;
        std::shared_ptr<Store> store;
    };
    /// What will be done with a target.
    enum class Use { Read, Write };

    /// The target of that name in the project that the option `project` names. When it cannot be opened, says
    /// why and answers the exit code.
    tl::expected<Opened, int> open(const QByteArray &name, Use use, const char *project = "project");

    /// A target on this disk, as a reading of the project has it; for reading.
    Opened open(const TargetInfo &info);

    /// The project's path as it was given or found, for a target's own project.
    static constexpr const char *otherProject = "to-project";

private:
    int openSessionFor(const Project &project, const TargetInfo &target);

    const Arguments &m_arguments;
    wiring::StoreOpener m_opener;
    std::unique_ptr<wiring::CloudflareSession> m_session;
};

} // namespace kv::cli
