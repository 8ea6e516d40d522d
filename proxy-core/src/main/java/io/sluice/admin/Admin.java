package io.sluice.admin;

import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveTable;
import io.sluice.log.TraceLevels;
import io.sluice.module.ControlAction;
import io.sluice.module.SessionView;
import io.sluice.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// What can be asked of a running gateway, values in and values out. Safe for use from any thread.
public final class Admin {
    private final Server server;
    private final Life life;
    private final Instant since = Instant.now();
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();

    public Admin(Server server, Life life) {
        this.server = server;
        this.life = life;
    }

    /// The sessions there are, in the order in which they came.
    public List<SessionView> sessions() {
        return server.sessions();
    }

    /// Ends sessions: those for which the condition holds, the oldest first, and no more than `most` of them. Their
    /// clients see their connections closed. Returns when all have been told.
    ///
    /// @return how many
    public int kick(Predicate<SessionView> which, int most) {
        return server.kick(which, most);
    }

    /// Where there are servers, in the order of the configuration.
    public List<Server.Place> places() {
        return server.places();
    }

    /// New connections find no server at that place any more; sessions go on. So it stays until the next reload.
    ///
    /// @return false if that was so already
    public boolean down(InetSocketAddress place) {
        return server.putDown(place);
    }

    /// Takes [#down] back.
    ///
    /// @return false if there was nothing to take back
    public boolean up(InetSocketAddress place) {
        return server.putUp(place);
    }

    /// Reads the configuration again and puts it in force, as `HUP` does.
    public void restart() throws ConfigurationException, IOException {
        life.restart();
    }

    /// To be told of each configuration that has come into force after the first.
    public void restarted() {
        restarts.incrementAndGet();
        server.putAllUp();
    }

    /// How often a configuration has come into force since the first, and when that was.
    public record Restarts(int times, Instant since) {}

    public Restarts restarts() {
        return new Restarts(restarts.get(), since);
    }

    /// Ends the gateway as `TERM` does: sessions are cut off. Returns at once.
    public void shutdown() {
        life.shutdown();
    }

    /// Takes no more connections from now on, and ends the gateway when the last session has ended or the time is over.
    /// Returns at once.
    public void shutdownGracefully(Duration longest) {
        if (draining.compareAndSet(false, true)) {
            Thread.ofVirtual().name("drain").start(() -> {
                try {
                    server.drain(longest);
                    life.shutdown();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /// Up to which level debug lines are in the system log.
    public int debugLevel() {
        return server.log().debugLevel();
    }

    /// Sets that until the next configuration comes into force.
    public void debugLevel(int level) {
        server.log().debugLevel(level);
    }

    /// What is traced outside of sessions.
    public TraceLevels traced() {
        return server.trace().levels();
    }

    /// Adds to that, also for sessions that begin from now on.
    public void trace(TraceLevels levels) {
        server.trace().change(levels);
    }

    /// Switches reverse look-ups of clients on or off (`UseReverseDNS`), until the next configuration comes into force.
    public void reverseDns(boolean on) {
        server.names().useReverse(on);
    }

    /// Forgets all names and addresses that the name service has told so far.
    public void forgetNames() {
        server.names().clear();
    }

    /// The addresses of a host name or address, by the name service of the gateway; none if it has none, or if nobody
    /// answers in time.
    public List<InetAddress> addresses(String name) {
        return server.names().addresses(name);
    }

    /// The configuration in force; empty once the gateway is closed.
    public Optional<Configuration> configuration() {
        return server.configuration();
    }

    /// The directives that a configuration may have.
    public DirectiveTable directives() {
        return life.directives();
    }

    /// The directive of that name, if it can be set.
    Optional<Directive<?>> settable(String name) {
        return ConfigurationChange.settable(directives(), name);
    }

    /// Puts a directive in force for the servers at a place, or the first of them where several share it, in place of
    /// all its occurrences there; until the configuration is read again. Sessions keep what they began with.
    ///
    /// @throws ConfigurationException if it may not stand there, or is not as it must be; then nothing has changed
    public synchronized void set(InetSocketAddress place, String directive, List<String> words)
            throws ConfigurationException, IOException {
        life.use(change(place).set(directive, words));
    }

    /// The same with the directive absent.
    ///
    /// @return false if it is so already
    public synchronized boolean remove(InetSocketAddress place, String directive)
            throws ConfigurationException, IOException {
        var change = change(place);
        var known = directives().directive(directive).filter(change::has);
        if (known.isEmpty()) {
            return false;
        }
        life.use(change.without(known.get()));
        return true;
    }

    private ConfigurationChange change(InetSocketAddress place) throws IOException {
        var present = configuration().orElseThrow(() -> new IOException("the gateway has ended"));
        var position = server.configuredAt(place).orElseThrow(() -> new IOException("no such server"));
        return new ConfigurationChange(present, directives(), position);
    }

    /// What the modules of the configuration in force add.
    List<ControlAction> controlsOfModules() {
        return server.controls();
    }
}
