/* The smallest runtime there can be: answers every POST on its socket with {"ok":true}. What is measured with it is the executor's, not an interpreter's. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST = 16, ROOM = 1 << 16 };

static const char answer[] = "HTTP/1.1 200 OK\r\nX-Run: %lu\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"ok\":true}";
static const char mark[] = "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n";

static int say(int to, const char *text, size_t length) { return write(to, text, length) == (ssize_t)length; }

/* Reads one request; 0 when the caller has gone. */
static int serve(int from)
{
    static char head[ROOM];
    size_t have = 0;
    char *body = NULL, *length;
    while (!body) {
        ssize_t got = read(from, head + have, ROOM - 1 - have);
        if (got <= 0) return 0;
        head[have += (size_t)got] = 0;
        body = strstr(head, "\r\n\r\n");
    }
    length = strcasestr(head, "\r\nContent-Length:");
    char *number = strcasestr(head, "\r\nX-Run:"), text[sizeof answer + 20];
    int size = snprintf(text, sizeof text, answer, number && number < body ? strtoul(number + 8, NULL, 10) : 0);
    size_t left = length ? strtoul(length + 17, NULL, 10) : 0, here = have - (size_t)(body + 4 - head);
    for (left = left > here ? left - here : 0; left > 0;) {
        ssize_t got = read(from, head, left < ROOM ? left : ROOM);
        if (got <= 0) return 0;
        left -= (size_t)got;
    }
    return say(1, mark, sizeof mark - 1) && say(2, mark, sizeof mark - 1) && say(from, text, (size_t)size);
}

int main(int count, char **values)
{
    if (count == 2 && !strcmp(values[1], "--probe")) {
        char self[4096];
        ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
        if (length < 0) return 1;
        self[length] = 0;
        printf("{\"version\":\"1\",\"executable\":\"%s\",\"roots\":[\"%.*s\"]}\n", self, (int)(strrchr(self, '/') - self), self);
        return 0;
    }
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    if (count != 2 || strlen(values[1]) >= sizeof at.sun_path) return 2;
    strcpy(at.sun_path, values[1]);
    int inherited = !strncmp(values[1], "fd:", 3), listener = inherited ? atoi(values[1] + 3) : socket(AF_UNIX, SOCK_STREAM, 0);
    if (!inherited && bind(listener, (struct sockaddr *)&at, sizeof at)) return 3;
    if (listen(listener, MOST)) return 3;
    struct pollfd open[MOST] = { { .fd = listener, .events = POLLIN } };
    int used = 1;
    while (poll(open, (nfds_t)used, -1) > 0) {
        if (open[0].revents && used < MOST) open[used++] = (struct pollfd){ .fd = accept(open[0].fd, NULL, NULL), .events = POLLIN };
        for (int i = used - 1; i > 0; i--)
            if (open[i].revents && !serve(open[i].fd)) { close(open[i].fd); open[i] = open[--used]; }
    }
    return 4;
}
