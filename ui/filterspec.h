// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariantMap>

namespace kv::ui {

/// What keys a user wants to see, as it was typed and chosen. Plain data.
struct FilterSpec
{
    enum class Mode { Prefix, Contains, Glob, Regex, ValueContains, JsonPath };
    static constexpr int modeCount = 6;

    Mode mode = Mode::Prefix;
    QString text; ///< JsonPath: "$.plan = pro"
    bool ignoreCase = false;
    qint64 expiresWithin = -1; ///< seconds; below 0: any
    bool hasMetadata = false;
    qint64 largerThan = -1; ///< bytes; below 0: any

    bool readsValues() const { return mode >= Mode::ValueContains && !text.isEmpty(); }
    bool hasConditions() const { return expiresWithin >= 0 || hasMetadata || largerThan >= 0; }
    /// Whether it shows every key.
    bool isEmpty() const { return text.isEmpty() && !hasConditions(); }
    bool operator==(const FilterSpec &) const = default;

    /// For settings. What cannot be understood becomes what a new one has.
    QVariantMap toMap() const;
    static FilterSpec fromMap(const QVariantMap &map);
};

/// The words for a filter, in the filter bar and in its menus.
namespace filterwords {

QString mode(FilterSpec::Mode mode);
QString placeholder(FilterSpec::Mode mode);
/// What a screen reader says of the field.
QString fieldName(FilterSpec::Mode mode);
/// The conditions, each as one chip: "expires within 2 h", "has metadata", "larger than 1 KiB".
QString expires(qint64 seconds);
QString metadata();
QString larger(qint64 bytes);
/// All of it in one line: "contains user, has metadata".
QString line(const FilterSpec &spec);

} // namespace filterwords

} // namespace kv::ui
