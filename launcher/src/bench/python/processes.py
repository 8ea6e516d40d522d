"""What is measured: the server behind, the proxies before it, and what a tree of processes costs."""
import grp
import os
import pwd
import resource
import shutil
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = os.sysconf('SC_CLK_TCK')
BACKEND_PORT = 2100
MOD_PROXY_PORT = 2101
SLUICE_PORT = 2102
BEFORE_LOGIN_PORT = 2103
COPYING_PORT = 2104
BACKEND_DATA_PORTS = 21000, 21999
SLUICE_DATA_PORTS = 23000, 26999
COPYING_DATA_PORTS = 22000, 22999
PATIENCE = 20


class NotRunning(Exception):
    """A program that did not begin to listen, and what it said."""


# ------------------------------------------------------------------------------------------------- costs

def tree(root):
    """The process and all that descend from it: by number, the fields of their /proc/<pid>/stat after the name."""
    known = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                with open('/proc/%s/stat' % name) as file:
                    known[int(name)] = file.read().rsplit(')', 1)[1].split()
            except OSError:
                pass  # it has ended
    found, todo = {}, [root]
    while todo:
        process = todo.pop()
        if process in known:
            found[process] = known[process]
            todo += [child for child, stat in known.items() if int(stat[1]) == process]
    return found


def cpu(root):
    """Seconds, user and system, of a tree: of the living, and of the dead that were waited for."""
    return sum(int(stat[i]) for stat in tree(root).values() for i in (11, 12, 13, 14)) / TICKS


def busy():
    """Seconds that all processors together were busy."""
    with open('/proc/stat') as file:
        values = [int(word) for word in file.readline().split()[1:9]]
    return (sum(values) - values[3] - values[4]) / TICKS


def resident(root):
    """Resident bytes of a tree; pages that processes share are counted once."""
    total = 0
    for process in tree(root):
        with open('/proc/%d/smaps_rollup' % process) as file:
            total += sum(int(line.split()[1]) << 10 for line in file if line.startswith('Pss:'))
    return total


def settle(root):
    """Waits until a server that forks has seen its last children off."""
    end, before = time.monotonic() + 5, None
    while time.monotonic() < end:
        now = len(tree(root))
        if now <= 2 and now == before:
            return
        before = now
        time.sleep(0.05)


# ------------------------------------------------------------------------------------------------- programs

class Stage:
    """The running programs, in a folder of their own. Each method that starts one returns its process number."""

    def __init__(self, folder, distribution):
        self.folder, self.distribution, self.running = folder, distribution, []
        os.chmod(folder, 0o755)
        _, self.most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.most_files, self.most_files))

    def backend(self):
        program = os.path.join(self.folder, 'lightftpd')
        source = os.path.join(HERE, '..', 'c', 'lightftpd.c')
        subprocess.run(['cc', '-O2', '-pthread', '-o', program, source], check=True)
        return self._start('lightftpd', [program, '127.0.0.1', str(BACKEND_PORT), *map(str, BACKEND_DATA_PORTS)],
                           ('127.0.0.1', BACKEND_PORT))

    def sluice(self):
        """Listens a second time, at BEFORE_LOGIN_PORT, for clients who get a backend only when they log in."""
        return self._sluice('sluice', SLUICE_PORT, SLUICE_DATA_PORTS, """
<VirtualHost 127.0.0.1>
Port %d
TimeoutLogin 0
ProxyEngine on
ProxyRole reverse
ProxyReverseServers ftp://127.0.0.1:%d
ProxyReverseConnectPolicy PerUser
</VirtualHost>
""" % (BEFORE_LOGIN_PORT, BACKEND_PORT))

    def copying(self):
        """Sluice without splice(2), as on systems that do not have it."""
        return self._sluice('copying', COPYING_PORT, COPYING_DATA_PORTS, options='-Dsluice.relay=copying')

    def _sluice(self, name, port, data_ports, more='', options=''):
        file = self._write(name + '.conf', '''
ServerName "peers"
DefaultAddress 127.0.0.1
SocketBindTight on
Port %d
PassivePorts %d %d
MaxInstances none
TimeoutIdle 7200
TimeoutNoTransfer 7200
UseReverseDNS off
PidFile %s/%s.pid
ProxyEngine on
ProxyTables %s/%s.tables
ProxyRole reverse
ProxyReverseServers ftp://127.0.0.1:%d
''' % (port, *data_ports, self.folder, name, self.folder, name, BACKEND_PORT) + more)
        java_options = ' '.join(filter(None, (os.environ.get('JAVA_OPTS'), options)))
        return self._start(name, [os.path.join(self.distribution, 'bin', 'sluice'), '-n', '-c', file],
                           ('127.0.0.1', port), dict(os.environ, JAVA_OPTS=java_options))

    def mod_proxy(self):
        """ProFTPD with mod_proxy and as little else as it can do without."""
        os.makedirs(os.path.join(self.folder, 'mod_proxy.tables'))
        file = self._write('proftpd.conf', '''
LoadModule mod_tls.c
LoadModule mod_proxy.c
ServerName "peers"
ServerType standalone
DefaultServer on
DefaultAddress 127.0.0.1
SocketBindTight on
Port %d
UseIPv6 off
UseReverseDNS off
User %s
Group %s
PidFile %s/proftpd.pid
ScoreboardFile %s/proftpd.scoreboard
WtmpLog off
TransferLog none
SystemLog none
AuthPAM off
MaxInstances none
TimeoutIdle 7200
TimeoutLogin 7200
TimeoutNoTransfer 7200
<IfModule mod_delay.c>
  DelayEngine off
</IfModule>
ProxyEngine on
ProxyRole reverse
ProxyTables %s/mod_proxy.tables
ProxyReverseServers ftp://127.0.0.1:%d
ProxyLog none
ProxyTLSEngine off
''' % (MOD_PROXY_PORT, pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name,
       self.folder, self.folder, self.folder, BACKEND_PORT))
        return self._start('proftpd', [shutil.which('proftpd'), '-n', '-q', '-c', file],
                           ('127.0.0.1', MOD_PROXY_PORT))

    def haproxy(self):
        """A plain TCP relay of control and data connections, splicing: it understands nothing, and so shows what a
        relay costs at least. It listens at 127.0.0.2 on the ports of the backend."""
        file = self._write('haproxy.cfg', '''
global
  maxconn 6000
  nbthread %d
  tune.pipesize 1048576
defaults
  mode tcp
  option splice-auto
  option splice-request
  option splice-response
  timeout connect 5s
  timeout client 2h
  timeout server 2h
listen control
  bind 127.0.0.2:%d
  server backend 127.0.0.1:%d
# A server without a port is reached at the port that the client came to.
listen data
  bind 127.0.0.2:%d-%d
  server backend 127.0.0.1
''' % (os.cpu_count(), BACKEND_PORT, BACKEND_PORT, *BACKEND_DATA_PORTS))
        return self._start('haproxy', [shutil.which('haproxy'), '-db', '-q', '-f', file], ('127.0.0.2', BACKEND_PORT))

    def _write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w') as file:
            file.write(text)
        return path

    def _start(self, name, command, address, environment=None):
        log = os.path.join(self.folder, name + '.log')
        with open(log, 'wb') as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)
        self.running.append(process)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(address, 2).close()
                return process.pid
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    with open(log, errors='replace') as file:
                        raise NotRunning('%s does not listen at %s:%d\n%s' % (name, *address, file.read()[-2000:]))
                time.sleep(0.02)

    def stop(self):
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
