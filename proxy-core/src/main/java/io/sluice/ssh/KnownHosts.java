package io.sluice.ssh;

import io.sluice.datastore.Datastore;
import io.sluice.ssh.HostKeyDecision.Accepted;
import io.sluice.ssh.HostKeyDecision.Reason;
import io.sluice.ssh.HostKeyDecision.Refused;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The host keys of backends: the first that each of them showed, kept in the datastore.
///
/// Of gateways that meet a backend at once the first stores its key, and the others go by that. A key that is not the
/// stored one is looked up anew before it counts as wrong, so that what an operator removed from the datastore is
/// forgotten at once.
///
/// **When the datastore is lost**, `off` and `log` let every connection go on, as they would in the end. `on` lets go
/// on those to backends whose key this process has seen in the datastore or put there, as long as it is the same, and
/// refuses the others: whoever asks for proof gets no connection without. That it is lost, and that it is back, is said
/// once. What is waited for it is bounded by [Datastore].
///
/// Safe for use from any thread.
public final class KnownHosts {
    private static final int MOST_REMEMBERED = 10_000;

    private final Datastore datastore;
    private final Consumer<String> log;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final Map<String, HostKey> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, HostKey> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /// The keys in a datastore.
    ///
    /// @param log gets a line when the datastore is lost and when it is back
    public KnownHosts(Datastore datastore, Consumer<String> log) {
        this.datastore = datastore;
        this.log = log;
    }

    /// A server as lines of the log name it.
    ///
    /// @param virtualHost the place of the virtual host in the configuration, from 1 on
    /// @param url as `ProxyReverseServers` has it, without user and password
    public record Server(int virtualHost, String url) {
        @Override
        public String toString() {
            return "(vhost ID " + virtualHost + ", URI '" + url + "')";
        }
    }

    /// What is stored of a server, looked up before it is connected. This may wait for the datastore.
    ///
    /// @param journal gets a line for each key that is not the stored one
    public Expectation of(Server server, VerifyServer verify, Consumer<String> journal) {
        Optional<HostKey> stored;
        try {
            stored = datastore.get(HostKey.TABLE, server.url()).map(HostKey::of);
            stored.ifPresentOrElse(key -> remember(server, key), () -> forget(server));
            back();
        } catch (IOException e) {
            lost(e);
            stored = remembered(server);
        }
        return new Expectation(server, verify, journal, stored);
    }

    /// Which key a server ought to show.
    public final class Expectation {
        private final Server server;
        private final VerifyServer verify;
        private final Consumer<String> journal;
        private final Optional<HostKey> stored;

        private Expectation(Server server, VerifyServer verify, Consumer<String> journal, Optional<HostKey> stored) {
            this.server = server;
            this.verify = verify;
            this.journal = journal;
            this.stored = stored;
        }

        /// The key that is stored: its algorithms should be asked for first, as a server may have several keys.
        public Optional<HostKey> stored() {
            return stored;
        }

        /// Decides about the key that the server shows. Only where it is not the one looked up before this waits for
        /// the datastore.
        public HostKeyDecision decide(HostKey shown) {
            if (stored.filter(shown::isSameKeyAs).isPresent()) {
                return new Accepted(Reason.KNOWN);
            }
            try {
                var there = HostKey.of(datastore.putIfAbsent(HostKey.TABLE, server.url(), shown.value()));
                back();
                remember(server, there);
                return there.isSameKeyAs(shown) ? new Accepted(Reason.FIRST_SEEN) : differs(there, shown);
            } catch (IOException e) {
                lost(e);
                return verify == VerifyServer.ON ? unproven(shown, e) : new Accepted(Reason.NOT_CHECKED);
            }
        }

        private HostKeyDecision differs(HostKey there, HostKey shown) throws IOException {
            var what = "stored hostkey does not match current hostkey " + server + " and ProxySFTPVerifyServer is ";
            var keys = ": stored " + there + ", current " + shown;
            return switch (verify) {
                case OFF -> {
                    journal.accept(what + "disabled, updating stored hostkey" + keys);
                    datastore.put(HostKey.TABLE, server.url(), shown.value());
                    remember(server, shown);
                    yield new Accepted(Reason.REPLACED);
                }
                case LOG -> {
                    journal.accept(what + "enabled" + keys + "; only logged");
                    yield new Accepted(Reason.DIFFERS);
                }
                case ON -> refused(what + "enabled" + keys + "; the connection fails");
            };
        }

        private HostKeyDecision unproven(HostKey shown, IOException e) {
            return refused("unable to check hostkey " + server + ", and ProxySFTPVerifyServer is enabled: current "
                    + shown + ", " + e.getMessage() + "; the connection fails");
        }

        private HostKeyDecision refused(String line) {
            journal.accept(line);
            return new Refused(line);
        }
    }

    private void lost(IOException e) {
        if (lost.compareAndSet(false, true)) {
            log.accept("hostkeys of backends cannot be looked up: " + e.getMessage()
                    + "; where ProxySFTPVerifyServer is on, only backends are connected whose hostkey was seen before");
        }
    }

    private void back() {
        if (lost.compareAndSet(true, false)) {
            log.accept("hostkeys of backends can be looked up again");
        }
    }

    private void remember(Server server, HostKey key) {
        synchronized (seen) {
            seen.put(server.url(), key);
        }
    }

    /// What is not in the datastore any more counts no longer when that is lost.
    private void forget(Server server) {
        synchronized (seen) {
            seen.remove(server.url());
        }
    }

    private Optional<HostKey> remembered(Server server) {
        synchronized (seen) {
            return Optional.ofNullable(seen.get(server.url()));
        }
    }
}
