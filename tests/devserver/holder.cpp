// SPDX-License-Identifier: GPL-3.0-or-later
// holder DATABASE: what workerd is to a database: has it open in WAL mode, and listens on ports. Prints one
// line, the ports in the order in which they were made, and
// ends with its standard input.
#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <netinet/in.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

int listenOn(uint32_t address)
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in name = {};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(address);
    socklen_t size = sizeof name;
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr *>(&name), size) != 0 || listen(fd, 1) != 0 ||
        getsockname(fd, reinterpret_cast<sockaddr *>(&name), &size) != 0)
        return 0;
    return ntohs(name.sin_port);
}

} // namespace

int main(int argc, char **argv)
{
    sqlite3 *db = nullptr;
    if (argc != 2 || sqlite3_open(argv[1], &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS t(x); SELECT * FROM t", nullptr,
                     nullptr, nullptr) != SQLITE_OK)
        return 1;
    const int first = listenOn(INADDR_LOOPBACK);
    const int second = listenOn(INADDR_ANY);
    listenOn(INADDR_LOOPBACK + 1); // 127.0.0.2, which no dev server would answer on
    std::printf("%d %d\n", first, second);
    std::fflush(stdout);
    char byte = 0;
    while (read(0, &byte, 1) > 0) {
    }
    sqlite3_close(db);
    return 0;
}
