/*
 * lightftpd: the cheapest FTP server that a proxy can be measured against. One thread per connection, nothing logged,
 * every user and password welcome; the name of a file says how much it holds ("1K", "64M", "1G"), what is stored is
 * thrown away. With it the proxy is the busiest process of a measurement, not the server.
 *
 *   lightftpd ADDRESS PORT LOW HIGH      passive ports LOW to HIGH
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONTENT (4 << 20)

static int content; /* the bytes of every file, over and over */
static int low, high;
static unsigned turn;

/* "1K" "64M" "1G" "100" */
static long long size_of(const char *name) {
    char *unit;
    long long n = strtoll(name, &unit, 10);
    switch (toupper((unsigned char)*unit)) {
    case 'G': return n << 30;
    case 'M': return n << 20;
    case 'K': return n << 10;
    default: return n;
    }
}

static int say(int fd, const char *s) {
    size_t n = strlen(s);
    while (n > 0) {
        ssize_t written = send(fd, s, n, MSG_NOSIGNAL);
        if (written <= 0) return -1;
        s += written, n -= written;
    }
    return 0;
}

static int send_file(int data, long long left) {
    off_t at = 0;
    while (left > 0) {
        size_t n = left < CONTENT - at ? left : CONTENT - at;
        ssize_t written = sendfile(data, content, &at, n);
        if (written <= 0) return -1;
        left -= written;
        at %= CONTENT;
    }
    return 0;
}

static void drain(int data) {
    char nothing[1];
    while (recv(data, nothing, 1 << 30, MSG_TRUNC) > 0) {}
}

static int listen_passive(struct sockaddr_in *address) {
    int one = 1;
    for (int tries = high - low + 1; tries > 0; tries--) {
        int port = low + __atomic_fetch_add(&turn, 1, __ATOMIC_RELAXED) % (high - low + 1);
        int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        address->sin_port = htons(port);
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (!bind(listener, (void *)address, sizeof *address) && !listen(listener, 1)) return listener;
        close(listener);
    }
    return -1;
}

static void *session(void *argument) {
    int control = (int)(long)argument, listener = -1, one = 1;
    struct sockaddr_in here;
    socklen_t length = sizeof here;
    char buffer[4096], out[256];
    size_t have = 0;

    getsockname(control, (void *)&here, &length);
    setsockopt(control, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    say(control, "220 light\r\n");
    for (;;) {
        char *end;
        while (!(end = memmem(buffer, have, "\n", 1))) {
            ssize_t n = have < sizeof buffer ? recv(control, buffer + have, sizeof buffer - have, 0) : 0;
            if (n <= 0) goto over;
            have += n;
        }
        char line[sizeof buffer];
        size_t n = end - buffer;
        memcpy(line, buffer, n);
        while (n && line[n - 1] == '\r') n--;
        line[n] = 0;
        have -= end + 1 - buffer;
        memmove(buffer, end + 1, have);
        char *arg = strchr(line, ' ');
        if (arg) *arg++ = 0; else arg = line + n;

#define IS(verb) (!strcasecmp(line, verb))
        if (IS("USER")) say(control, "331 password\r\n");
        else if (IS("PASS")) say(control, "230 in\r\n");
        else if (IS("SYST")) say(control, "215 UNIX Type: L8\r\n");
        else if (IS("FEAT")) say(control, "211-Features:\r\n EPSV\r\n EPRT\r\n PASV\r\n SIZE\r\n UTF8\r\n211 End\r\n");
        else if (IS("PWD")) say(control, "257 \"/\" here\r\n");
        else if (IS("TYPE") || IS("MODE") || IS("STRU") || IS("NOOP") || IS("OPTS")) say(control, "200 ok\r\n");
        else if (IS("QUIT")) { say(control, "221 bye\r\n"); break; }
        else if (IS("PASV") || IS("EPSV")) {
            struct sockaddr_in address = here;
            if (listener >= 0) close(listener);
            listener = listen_passive(&address);
            if (listener < 0) { say(control, "425 no port\r\n"); continue; }
            unsigned h = ntohl(address.sin_addr.s_addr), p = ntohs(address.sin_port);
            if (IS("EPSV")) snprintf(out, sizeof out, "229 Entering Extended Passive Mode (|||%u|)\r\n", p);
            else snprintf(out, sizeof out, "227 Entering Passive Mode (%u,%u,%u,%u,%u,%u).\r\n",
                          h >> 24, h >> 16 & 255, h >> 8 & 255, h & 255, p >> 8, p & 255);
            say(control, out);
        } else if (IS("RETR") || IS("STOR") || IS("LIST")) {
            if (listener < 0) { say(control, "425 no data connection\r\n"); continue; }
            say(control, "150 here it comes\r\n");
            int data = accept4(listener, 0, 0, SOCK_CLOEXEC), broken = data < 0;
            close(listener);
            listener = -1;
            if (!broken) {
                if (IS("RETR")) broken = send_file(data, size_of(arg));
                else if (IS("STOR")) drain(data);
                else broken = say(data, "-rw-r--r-- 1 ftp ftp 1024 Jan 01 2024 1K\r\n"
                                        "-rw-r--r-- 1 ftp ftp 1073741824 Jan 01 2024 1G\r\n");
                close(data);
            }
            say(control, broken ? "426 broken\r\n" : "226 done\r\n");
        } else say(control, "500 what\r\n");
    }
over:
    if (listener >= 0) close(listener);
    close(control);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: lightftpd ADDRESS PORT LOW HIGH\n");
        return 2;
    }
    low = atoi(argv[3]), high = atoi(argv[4]);
    signal(SIGPIPE, SIG_IGN);

    /* The same bytes in load.py: x = x * 1103515245 + 12345, byte = x >> 16 */
    content = memfd_create("content", MFD_CLOEXEC);
    if (ftruncate(content, CONTENT)) { perror("memfd"); return 1; }
    unsigned char *bytes = mmap(0, CONTENT, PROT_READ | PROT_WRITE, MAP_SHARED, content, 0);
    unsigned x = 1;
    for (int i = 0; i < CONTENT; i++) x = x * 1103515245u + 12345u, bytes[i] = x >> 16;

    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1
        || bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
        perror("listen");
        return 1;
    }
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 128 << 10);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    for (;;) {
        pthread_t thread;
        int control = accept4(listener, 0, 0, SOCK_CLOEXEC);
        if (control >= 0 && pthread_create(&thread, &small, session, (void *)(long)control)) close(control);
    }
}
