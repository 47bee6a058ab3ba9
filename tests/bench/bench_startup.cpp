// SPDX-License-Identifier: GPL-3.0-or-later
// How long it takes from starting the program to rows of keys on the screen, for a project of ten Workers and
// a store of a million keys; beside DB Browser for SQLite with the same database, where that is installed.
//
// Both are judged from outside, by what the X server shows. A server of the bench's own is used, without a
// window manager, so that nothing else draws.
#include "bench/table.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>

#include <sqlite3.h>
#include <xcb/xcb.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>

using namespace kv::bench;

namespace {

constexpr int workers = 10;
constexpr int waitMs = 30'000;
/// Lines of pixels in the middle of a window that are not of one colour when a dozen rows of a table are
/// shown.
constexpr int textLines = 60;

struct Freed
{
    void operator()(void *memory) const { std::free(memory); }
};
template <typename T> using Reply = std::unique_ptr<T, Freed>;

/// An X server that ends with the bench.
class Display
{
public:
    Display()
    {
        m_server.setProcessChannelMode(QProcess::SeparateChannels);
        m_server.start(QStringLiteral("Xvfb"),
                       {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"),
                        QStringLiteral("0"), QStringLiteral("1440x900x24"), QStringLiteral("-nolisten"),
                        QStringLiteral("tcp")});
        if (!m_server.waitForReadyRead(10'000))
            wrong("Xvfb did not start");
        m_name = ":" + m_server.readAllStandardOutput().trimmed();
        m_connection = xcb_connect(m_name.constData(), nullptr);
        if (xcb_connection_has_error(m_connection))
            wrong("the X server does not answer");
        m_root = xcb_setup_roots_iterator(xcb_get_setup(m_connection)).data->root;
    }
    ~Display()
    {
        xcb_disconnect(m_connection);
        m_server.terminate();
        m_server.waitForFinished();
    }
    Display(const Display &) = delete;
    Display &operator=(const Display &) = delete;

    const QByteArray &name() const { return m_name; }

    /// The whole screen as a PPM file, to see what was taken for rows.
    void picture(const QString &path) const
    {
        const auto *screen = xcb_setup_roots_iterator(xcb_get_setup(m_connection)).data;
        const Reply<xcb_get_image_reply_t> image(
            xcb_get_image_reply(m_connection,
                                xcb_get_image(m_connection, XCB_IMAGE_FORMAT_Z_PIXMAP, m_root, 0, 0,
                                              screen->width_in_pixels, screen->height_in_pixels, ~0U),
                                nullptr));
        QFile file(path);
        if (!image || !file.open(QIODevice::WriteOnly))
            wrong("the picture cannot be written");
        file.write(QStringLiteral("P6 %1 %2 255\n")
                       .arg(screen->width_in_pixels)
                       .arg(screen->height_in_pixels)
                       .toLatin1());
        const auto *pixels = reinterpret_cast<const quint32 *>(xcb_get_image_data(image.get()));
        for (int i = 0; i < screen->width_in_pixels * screen->height_in_pixels; ++i) {
            const std::array<char, 3> pixel = {char(pixels[i] >> 16), char(pixels[i] >> 8), char(pixels[i])};
            file.write(pixel.data(), pixel.size());
        }
    }

    /// Whether a window of some size is on the screen, and whether rows of text stand in its middle.
    struct Seen
    {
        bool painted = false; ///< Not of one colour.
        bool rows = false;
    };
    Seen look() const
    {
        Seen seen;
        const Reply<xcb_query_tree_reply_t> tree(
            xcb_query_tree_reply(m_connection, xcb_query_tree(m_connection, m_root), nullptr));
        if (!tree)
            return seen;
        const xcb_window_t *windows = xcb_query_tree_children(tree.get());
        for (int i = 0; i < xcb_query_tree_children_length(tree.get()); ++i) {
            const Seen one = look(windows[i]);
            seen.painted = seen.painted || one.painted;
            seen.rows = seen.rows || one.rows;
        }
        return seen;
    }

private:
    Seen look(xcb_window_t window) const
    {
        const auto asked = xcb_get_window_attributes(m_connection, window);
        const auto size = xcb_get_geometry(m_connection, window);
        const Reply<xcb_get_window_attributes_reply_t> attributes(
            xcb_get_window_attributes_reply(m_connection, asked, nullptr));
        const Reply<xcb_get_geometry_reply_t> shape(xcb_get_geometry_reply(m_connection, size, nullptr));
        if (!attributes || !shape || attributes->map_state != XCB_MAP_STATE_VIEWABLE || shape->width < 400 ||
            shape->height < 300)
            return {};
        // A strip through the keys of our table and the first columns of DB Browser's.
        const int x = shape->width * 21 / 100;
        const int width = std::min(64, shape->width - x);
        const Reply<xcb_get_image_reply_t> image(
            xcb_get_image_reply(m_connection,
                                xcb_get_image(m_connection, XCB_IMAGE_FORMAT_Z_PIXMAP, window, qint16(x), 0,
                                              quint16(width), shape->height, ~0U),
                                nullptr));
        if (!image)
            return {};
        const auto *pixels = reinterpret_cast<const quint32 *>(xcb_get_image_data(image.get()));
        int lines = 0;
        Seen seen;
        for (int y = 0; y < shape->height; ++y) {
            const quint32 *line = pixels + qsizetype(y) * width;
            const bool mixed = std::any_of(line, line + width, [&](quint32 one) { return one != line[0]; });
            seen.painted = seen.painted || mixed || line[0] != pixels[0];
            lines += mixed && y > shape->height / 3 && y < shape->height * 5 / 6 ? 1 : 0;
        }
        seen.rows = lines >= textLines;
        return seen;
    }

    QProcess m_server;
    QByteArray m_name;
    xcb_connection_t *m_connection = nullptr;
    xcb_window_t m_root = 0;
};

/// Ten Workers with a wrangler file each, all with bindings; one of them with a store of many keys.
class Project
{
public:
    Project(const QString &kvw, int keys) : m_keys(keys)
    {
        for (int i = 0; i < workers; ++i) {
            const QString name = QStringLiteral("worker%1").arg(i);
            QDir(m_dir.path()).mkpath(name);
            QFile file(m_dir.filePath(name + QStringLiteral("/wrangler.jsonc")));
            if (!file.open(QIODevice::WriteOnly))
                wrong("the project cannot be written");
            file.write("{\"name\": \"worker" + QByteArray::number(i) +
                       "\", \"main\": \"worker.js\", \"compatibility_date\": \"2026-01-01\","
                       "\"kv_namespaces\": [");
            for (int binding = 0; binding < 3; ++binding)
                file.write((binding ? ", {\"binding\": \"B" : "{\"binding\": \"B") +
                           QByteArray::number(binding) + "\", \"id\": \"" +
                           QByteArray::number(100 * i + binding).rightJustified(32, '0') + "\"}");
            file.write("]}\n");
        }
        QProcess put;
        put.start(kvw, {QStringLiteral("--project"), m_dir.filePath(QStringLiteral("worker0")),
                        QStringLiteral("put"), QStringLiteral("local:B0"), QStringLiteral("user:"),
                        QStringLiteral("--value"), QStringLiteral("the first write makes the store")});
        if (!put.waitForFinished() || put.exitCode() != 0)
            wrong("kvw could not make the store");
        const QDir stores(
            m_dir.filePath(QStringLiteral("worker0/.wrangler/state/v3/kv/miniflare-KVNamespaceObject")));
        const QStringList names = stores.entryList({QStringLiteral("*.sqlite")});
        if (names.size() != 1)
            wrong("the store is not where it was expected");
        m_database = stores.filePath(names.first());
        fill();
    }

    QString path() const { return m_dir.path(); }
    const QString &database() const { return m_database; }

private:
    void fill() const
    {
        sqlite3 *db = nullptr;
        sqlite3_open(m_database.toUtf8().constData(), &db);
        const QByteArray statement =
            "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
            QByteArray::number(m_keys) +
            ")"
            "INSERT INTO _mf_entries SELECT printf('user:%07d:profile', i), lower(hex(randomblob(40))), "
            "NULL, "
            "NULL FROM n; PRAGMA wal_checkpoint(TRUNCATE);";
        if (sqlite3_exec(db, statement.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
            wrong(sqlite3_errmsg(db));
        sqlite3_close(db);
    }

    int m_keys;
    QTemporaryDir m_dir;
    QString m_database;
};

struct Start
{
    double painted = 0; ///< Seconds.
    double rows = 0;
};

Start start(const Display &display, const QString &program, const QStringList &arguments,
            const QString &picture)
{
    QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        environment.insert(QString::fromLatin1(name), home.path());
    environment.insert(QStringLiteral("DISPLAY"), QString::fromLatin1(display.name()));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setStandardErrorFile(QProcess::nullDevice());
    Start took;
    QElapsedTimer timer;
    timer.start();
    process.start(program, arguments);
    while (took.rows == 0) {
        const Display::Seen seen = display.look();
        const double now = double(timer.nsecsElapsed()) / 1e9;
        if (seen.painted && took.painted == 0)
            took.painted = now;
        if (seen.rows) {
            took.rows = now;
            if (!picture.isEmpty())
                display.picture(picture);
        }
        if (timer.elapsed() > waitMs || process.state() == QProcess::NotRunning)
            wrong("a program showed no rows");
        QThread::msleep(1);
    }
    process.kill();
    process.waitForFinished();
    while (display.look().painted)
        QThread::msleep(5);
    return took;
}

/// The best of some starts: what else the machine does makes one only longer. The first also warms the
/// caches.
Start bestOf(int rounds, const std::function<Start()> &once)
{
    Start best = once();
    for (int i = 1; i < rounds; ++i) {
        const Start next = once();
        best.painted = std::min(best.painted, next.painted);
        best.rows = std::min(best.rows, next.rows);
    }
    return best;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const bool smoke = QCoreApplication::arguments().contains(QStringLiteral("--smoke"));
    const QDir built(QStringLiteral(KV_BINARY_DIR));
    const Project project(built.filePath(QStringLiteral("app/cli/kvw")), smoke ? 10'000 : 1'000'000);
    const Display display;
    const int rounds = smoke ? 1 : 7;
    // --pictures FOLDER: what the screen showed when rows were seen in it.
    const qsizetype pictures = QCoreApplication::arguments().indexOf(QStringLiteral("--pictures"));
    const QString folder = pictures < 0 ? QString() : QCoreApplication::arguments().value(pictures + 1);
    const auto picture = [&](const char *name) {
        return folder.isEmpty() ? QString()
                                : folder + QLatin1Char('/') + QLatin1String(name) + QLatin1String(".ppm");
    };
    const Table table("Start, seconds from exec (best of several)", !smoke);
    const QString program = built.filePath(QStringLiteral("app/desktop/kvworkbench"));
    const Start ours =
        bestOf(rounds, [&] { return start(display, program, {project.path()}, picture("ours")); });
    const QString browser = QStandardPaths::findExecutable(QStringLiteral("sqlitebrowser"));
    if (browser.isEmpty()) {
        table.alone("first painted", ours.painted, "s");
        table.alone("rows of keys on the screen", ours.rows, "s");
        std::printf(
            "DB Browser for SQLite is not installed (packaging/install-deps bench): nothing to compare "
            "with.\n");
        return 0;
    }
    const Start theirs = bestOf(rounds, [&] {
        return start(
            display, browser,
            {QStringLiteral("-R"), QStringLiteral("-t"), QStringLiteral("_mf_entries"), project.database()},
            picture("reference"));
    });
    table.ratio("first painted", ours.painted, theirs.painted, "s");
    table.ratio("rows of keys on the screen", ours.rows, theirs.rows, "s", 0.5);
    return 0;
}
