// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/keysearch.h"
#include "store/async.h"
#include "store/keylist.h"
#include "ui/overlay.h"

#include <QList>

#include <functional>
#include <memory>

class QLabel;
class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace kv::ui {

class Settings;
class Theme;

/// One thing that can be found and chosen.
struct PaletteEntry
{
    enum class Section { Action, Favourite, Target, Key, Place };

    Section section = Section::Action;
    QString text;
    QString detail; ///< Beside it, muted: the shortcut, the environment, what it needs.
    QString id;     ///< Names it from one run to the next; a choice that was made lately comes first.
    bool enabled = true;
    std::function<void()> act;
};

/// The field that finds any action, key, binding and project by a few letters. Opens over the window and
/// blocks nothing. Arrows walk what was found, Enter takes it, Escape closes.
class Palette : public Overlay
{
    Q_OBJECT

public:
    /// Keys that are listed at most.
    static constexpr int mostKeys = 12;
    /// Of each other section, once something was typed.
    static constexpr int mostOfSection = 12;

    Palette(const Theme &theme, Settings &settings, QWidget *window);
    ~Palette() override;

    /// Opens with these to choose from, and the keys of the open target; `goToKey` is called with one.
    void popup(QList<PaletteEntry> entries, const KeyList &keys,
               std::function<void(const QByteArray &)> goToKey);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Shown
    {
        int rank = 0;
        int recent = 0; ///< 0: chosen last; large: never
        const PaletteEntry *entry = nullptr;
    };

    void find();
    void findKeys();
    void takeKeys(const std::vector<items::RankedKey> &keys);
    void fill();
    QList<Shown> matching(PaletteEntry::Section section) const;
    void addSection(const QString &title, const QList<Shown> &shown);
    QStringList recent() const;
    void take(QListWidgetItem *item);
    void step(int rows);
    void stopFinding();
    void showWords();

    const Theme &m_theme;
    Settings &m_settings;
    QLineEdit *m_find;
    QListWidget *m_list;
    QLabel *m_nothing;
    QList<PaletteEntry> m_entries;
    QList<PaletteEntry> m_keyEntries; ///< what was found among the keys
    QList<int> m_keyRanks;
    QStringList m_recent;
    KeyList m_keys;
    std::function<void(const QByteArray &)> m_goToKey;
    std::shared_ptr<std::atomic_bool> m_stop;
    quint64 m_generation = 0;
    bool m_finding = false; ///< keys are being looked through
    bool m_chose = false;   ///< the user has moved to a row
};

} // namespace kv::ui
