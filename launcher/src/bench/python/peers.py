"""Measures Sluice beside its peers, turn by turn, and checks the bounds that it is held to."""
import argparse
import os
import signal
import statistics
import sys
import tempfile
import time

import load
import processes

WORKLOADS = '''workloads:
  retr, stor, retr8, stor8        --size MiB, passive, binary, in 1 or 8 streams
  login@C, get1k@C, list@C        --sessions whole sessions, C at once: connect, log in, [EPSV and RETR of 1 KiB, or
                                  LIST,] QUIT; a slow target ends after --budget seconds
  idle                            memory with --idle sessions, per session beyond the first hundred. All are logged in as
                                  far as the limit of open files allows, which are two for each; those of Sluice beyond
                                  that have connected, and have no backend before they log in
  long@C                          --long sessions as get1k@C through Sluice alone: its rate in the first and last tenth
targets:
  direct, mod_proxy, haproxy, sluice, and copying, which is Sluice without splice(2), in transfers alone
columns:
  CPU is user and system time with children, over all rounds: s per GiB, or ms per session. Rates are medians of the
  rounds. "others" is what the rest of the machine burned in a turn: where it is not near 0, trust no rate.'''
DEFAULT = 'retr,stor,retr8,stor8,login@16,get1k@1,get1k@16,get1k@64,list@16,long@16,idle'
TARGETS = 'direct,mod_proxy,haproxy,sluice,copying'
TRANSFERS = {'retr': ('get', 1), 'stor': ('put', 1), 'retr8': ('get', 8), 'stor8': ('put', 8)}
SESSIONS = 'login', 'get1k', 'list'
FIRST_IDLE = 100
WARM = 20000, 10, 4096  # sessions or seconds, and MiB each way, before anything is measured
FEWER_IDLE = {'mod_proxy': 500, 'haproxy': 5000}  # a process each; bounded by its own maxconn
OTHER_FILES = 100  # of a proxy, beside the two of each session
KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


class Bounds:
    """What Sluice is held to, and what came of it."""

    def __init__(self):
        self.lines, self.missed = [], 0

    def at_most(self, what, value, bound):
        self._note(what, value, bound, value <= bound, 'at most')

    def at_least(self, what, value, bound):
        self._note(what, value, bound, value >= bound, 'at least')

    def _note(self, what, value, bound, kept, relation):
        self.missed += not kept
        self.lines.append('%-6s  %-52s %9.3f  (%s %.3f)' % ('kept' if kept else 'MISSED', what, value, relation, bound))


class Target:
    """One way to the backend: an address, and the process to account for."""

    def __init__(self, name, address, process=None):
        self.name, self.address, self.process = name, address, process

    def cpu(self):
        return processes.cpu(self.process) if self.process else 0


class Measured:
    """The turns of one target at one workload."""

    def __init__(self):
        self.turns, self.cpu, self.others = [], 0, []

    def add(self, turn, cpu, others):
        self.turns.append(turn)
        self.cpu += cpu
        self.others.append(others)

    def done(self):
        return sum(turn.done for turn in self.turns) or float('nan')

    def rate(self):
        return statistics.median(turn.done / turn.wall for turn in self.turns)

    def client_cpu(self):
        return sum(turn.cpu for turn in self.turns)

    def latency(self, share):
        return statistics.median(turn.percentile(share) for turn in self.turns) * 1000

    def errors(self):
        return [error for turn in self.turns for error in turn.errors]


class Bench:
    def __init__(self, options, targets):
        self.options, self.targets, self.bounds = options, targets, Bounds()

    def run(self):
        for target in self.targets:
            self.check(load.arrives_whole(target.address), target.name + ': the bytes arrive changed')
            if target.process and not self.options.cold:
                self.warm(target)
        for workload in self.options.workloads.split(','):
            name, _, at_once = workload.partition('@')
            if name in TRANSFERS:
                self.transfers(name, *TRANSFERS[name])
            elif name in SESSIONS:
                self.sessions(workload, name, int(at_once or 16))
            elif name == 'long':
                self.long(int(at_once or 16))
            elif name == 'idle':
                self.idle()
            else:
                raise SystemExit('peers: there is no workload ' + name)

    def check(self, holds, complaint):
        if not holds:
            raise SystemExit('peers: ' + complaint)

    def warm(self, target):
        """Brings a target to where it is after a while in service: what is measured then is not the JVM's compiler."""
        count, seconds, mebibytes = WARM
        load.sessions(target.address, 'get1k', count, 16, seconds)
        for kind in 'get', 'put':
            load.bulk(target.address, kind, mebibytes, 1)

    def rounds(self, targets, turn, warm_up):
        """One round that is not counted, then the rounds, each beginning one target further."""
        results = {target.name: Measured() for target in targets}
        for target in targets:
            warm_up(target)
        for number in range(self.options.rounds):
            first = number % len(targets)
            for target in targets[first:] + targets[:first]:
                if target.process:
                    processes.settle(target.process)
                cpu, busy = target.cpu(), processes.busy()
                backend = processes.cpu(self.options.backend)
                taken = turn(target)
                if target.process:
                    processes.settle(target.process)
                cpu, backend = target.cpu() - cpu, processes.cpu(self.options.backend) - backend
                results[target.name].add(taken, cpu, max(0, processes.busy() - busy - cpu - backend - taken.cpu))
        return results

    def transfers(self, name, kind, streams):
        results = self.rounds(self.targets,
                              lambda target: load.bulk(target.address, kind, self.options.size, streams),
                              lambda target: load.bulk(target.address, kind, self.options.size // 4, streams))
        print('\n%s, %d MiB\n%-10s %9s %10s %10s %9s %7s' %
              (name, self.options.size, '', 'MiB/s', 'CPU s/GiB', 'client', 'others s', 'errors'))
        for target, found in results.items():
            gib = found.done() / GIB
            print('%-10s %9.0f %10.3f %10.3f %9.2f %7d' % (
                target, found.rate() / MIB, found.cpu / gib, found.client_cpu() / gib,
                statistics.median(found.others), len(found.errors())))
        self.no_errors(name, results)
        ours, haproxy, mod_proxy = self.compared(results)
        copying = results.get('copying')
        if copying and 'mod_proxy' in results and streams == 1:
            self.bounds.at_most(
                name + ': CPU of copying, of mod_proxy', per(copying) / per(results['mod_proxy']), 0.7)
        if haproxy:
            self.bounds.at_least(name + ': rate, of haproxy', ours.rate() / haproxy.rate(), 0.9)
            if streams == 1:
                self.bounds.at_most(name + ': CPU, of haproxy', per(ours) / per(haproxy), 1.1)
        if mod_proxy and streams == 1:
            self.bounds.at_most(name + ': CPU, of mod_proxy', per(ours) / per(mod_proxy), 0.25)

    def sessions(self, workload, kind, at_once):
        budget, count = self.options.budget, self.options.sessions
        results = self.rounds([target for target in self.targets if target.name != 'copying'],
                              lambda target: load.sessions(target.address, kind, count, at_once, budget),
                              lambda target: load.sessions(target.address, kind, count * 10, at_once, budget * 2))
        print('\n%s, %d sessions\n%-10s %9s %10s %10s %9s %9s %9s %7s' %
              (workload, count, '', 'per s', 'CPU ms', 'client', 'p50 ms', 'p99 ms', 'others s', 'errors'))
        for target, found in results.items():
            print('%-10s %9.0f %10.3f %10.3f %9.2f %9.2f %9.2f %7d' % (
                target, found.rate(), per(found) * 1000, found.client_cpu() / found.done() * 1000,
                found.latency(.5), found.latency(.99), statistics.median(found.others), len(found.errors())))
        self.no_errors(workload, results)
        ours, haproxy, mod_proxy = self.compared(results)
        if haproxy:
            self.bounds.at_least(workload + ': rate, of haproxy', ours.rate() / haproxy.rate(), 0.9)
            self.bounds.at_most(workload + ': CPU, of haproxy', per(ours) / per(haproxy), 1.2)
        if mod_proxy:
            self.bounds.at_most(workload + ': CPU, of mod_proxy', per(ours) / per(mod_proxy), 0.1)

    def long(self, at_once):
        """Whether the hundred-thousandth session costs what the first ones cost."""
        for target in self.targets:
            if target.name == 'sluice':
                tenth = self.options.long // 10
                load.sessions(target.address, 'get1k', tenth // 2, at_once, float('inf'))
                turns, cpu = [], [target.cpu()]
                for _ in range(10):
                    turns.append(load.sessions(target.address, 'get1k', tenth, at_once, float('inf')))
                    cpu.append(target.cpu())
                rates = [turn.done / turn.wall for turn in turns]
                print('\nlong@%d, %d sessions: per s, and CPU ms each, in each tenth\n%s\n%s' % (
                    at_once, self.options.long, ' '.join('%5.0f' % rate for rate in rates),
                    ' '.join('%5.3f' % ((after - before) * 1000 / turn.done)
                             for turn, before, after in zip(turns, cpu, cpu[1:]))))
                self.bounds.at_most('long@%d: errors' % at_once, sum(len(turn.errors) for turn in turns), 0)
                self.bounds.at_least('long@%d: rate, last tenth of first' % at_once, rates[-1] / rates[0], 0.9)

    def idle(self):
        files = self.options.most_files - OTHER_FILES
        wanted = min(self.options.idle, files)
        logged_in = min(wanted, files - wanted)
        if logged_in < wanted:
            print('\nidle: the limit of %d open files lets %d of %d sessions log in' % (
                self.options.most_files, logged_in, wanted))
        print('\nidle, memory\n%-10s %9s %14s %14s %13s %7s' %
              ('', 'sessions', 'MiB with %d' % FIRST_IDLE, 'MiB with all', 'KiB/session', 'errors'))
        for target in self.targets:
            if target.process and target.name != 'copying':
                count = min(logged_in, FEWER_IDLE.get(target.name, logged_in))
                turns = [load.sessions(target.address, 'idle', FIRST_IDLE, 16, 60)]
                with_few = self.resident(target)
                turns.append(load.sessions(target.address, 'idle', count - FIRST_IDLE, 64, 600))
                with_all = self.resident(target)
                if target.name == 'sluice':
                    turns.append(load.sessions(
                        ('127.0.0.1', processes.BEFORE_LOGIN_PORT), 'waiting', wanted - count, 64, 600))
                each = (with_all - with_few) / max(1, turns[1].done) / KIB
                held = sum(turn.done for turn in turns)
                errors = [error for turn in turns for error in turn.errors]
                print('%-10s %9d %14.1f %14.1f %13.1f %7d' % (
                    target.name, held, with_few / MIB, with_all / MIB, each, len(errors)))
                if target.name == 'sluice':
                    self.check_alive(turns)
                    self.bounds.at_least('idle: sessions held', held, wanted)
                    self.bounds.at_most('idle: KiB a session', each, 24)
                for turn in turns:
                    for connection in turn.kept:
                        connection.close()

    def check_alive(self, turns):
        """Every session that is held still answers."""
        deaf = sum(not connection.answers() for turn in turns for connection in turn.kept)
        self.bounds.at_most('idle: sessions that do not answer', deaf, 0)

    def resident(self, target):
        time.sleep(5)
        return processes.resident(target.process)

    def no_errors(self, workload, results):
        for target, found in results.items():
            if found.errors():
                print('%s: %s' % (target, '; '.join(sorted(set(found.errors()))[:3])))
        if 'sluice' in results:
            self.bounds.at_most(workload + ': errors', len(results['sluice'].errors()), 0)

    def compared(self, results):
        """What was found of Sluice, haproxy and mod_proxy; peers count only where Sluice is measured too."""
        ours = results.get('sluice')
        return ours, ours and results.get('haproxy'), ours and results.get('mod_proxy')


def per(found):
    """CPU per thing done."""
    return found.cpu / found.done()


def arguments():
    distribution = os.path.join(processes.HERE, '..', '..', '..', 'target', 'sluice')
    parser = argparse.ArgumentParser(
        prog='peers', description=__doc__, epilog=WORKLOADS, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('-w', '--workloads', default=DEFAULT, help=DEFAULT)
    parser.add_argument('-t', '--targets', default=TARGETS, help=TARGETS)
    parser.add_argument('-r', '--rounds', type=int, default=5)
    parser.add_argument('--size', type=int, default=1024, help='MiB of a transfer (1024)')
    parser.add_argument('--sessions', type=int, default=2000, help='sessions of a turn (2000)')
    parser.add_argument('--cold', action='store_true', help='measure from the start: do not warm the targets up')
    parser.add_argument('--budget', type=float, default=5, help='seconds of a turn of sessions (5)')
    parser.add_argument('--idle', type=int, default=10000, help='idle sessions (10000)')
    parser.add_argument('--long', type=int, default=100000, help='sessions of long@C (100000)')
    parser.add_argument('--distribution', default=distribution, help='the built distribution (launcher/target/sluice)')
    return parser.parse_args()


def main():
    options = arguments()
    if not os.access(os.path.join(options.distribution, 'bin', 'sluice'), os.X_OK):
        print('peers: no distribution in %s; build it with: mvn package' % options.distribution, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    with tempfile.TemporaryDirectory(prefix='sluice-peers-') as folder:
        stage = processes.Stage(folder, options.distribution)
        try:
            options.backend, options.most_files = stage.backend(), stage.most_files
            start = {
                'direct': lambda: Target('direct', ('127.0.0.1', processes.BACKEND_PORT)),
                'mod_proxy': lambda: Target(
                    'mod_proxy', ('127.0.0.1', processes.MOD_PROXY_PORT), stage.mod_proxy()),
                'haproxy': lambda: Target('haproxy', ('127.0.0.2', processes.BACKEND_PORT), stage.haproxy()),
                'sluice': lambda: Target('sluice', ('127.0.0.1', processes.SLUICE_PORT), stage.sluice()),
                'copying': lambda: Target('copying', ('127.0.0.1', processes.COPYING_PORT), stage.copying()),
            }
            bench = Bench(options, [start[name]() for name in options.targets.split(',')])
            bench.run()
        except processes.NotRunning as error:
            print('peers: %s' % error, file=sys.stderr)
            return 2
        finally:
            stage.stop()
    print('\n' + '\n'.join(bench.bounds.lines))
    return 1 if bench.bounds.missed else 0


if __name__ == '__main__':
    sys.stdout.reconfigure(line_buffering=True)
    sys.exit(main())
