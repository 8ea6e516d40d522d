package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.DataAddress;
import io.sluice.ftp.ExtendedPassive;
import io.sluice.ftp.Reply;
import io.sluice.net.Addresses;
import io.sluice.net.ErrorText;
import io.sluice.proxy.ProxyDirectives.ProxyOption;
import io.sluice.session.Exchange;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import io.sluice.transfer.DataEndpoint;
import io.sluice.transfer.DataListener;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;

/// Arranges the data connections of the next transfer: first the backend is asked for its side, by the command that
/// `ProxyDataTransferPolicy` and its features call for; if it agrees, our side towards the client is set up and the
/// client is answered. Each step returns the state that follows.
record PreparingData(Ready after, Exchange exchange, DataCommand byClient, ClientArrangement arrangement) {
    private static final int LOWEST_PORT = 1024;

    static SessionState begin(Ready ready, Exchange exchange) {
        var session = ready.proxy().session();
        var arrangement = ready.proxy().epsvOnly(exchange.command())
                ? new ClientArrangement.Answer(
                        Reply.of(501, exchange.command().verb() + " not allowed after EPSV ALL"), Optional.empty())
                : ClientArrangement.of(
                        exchange.command(), session, ready.proxy().host()::allowsForeign);
        if (arrangement instanceof ClientArrangement.Answer(var reply, var note)) {
            note.ifPresent(text -> ready.proxy().host().journal().notice(session, text));
            exchange.finish(reply);
            return ready;
        }
        var byClient = DataCommand.valueOf(exchange.command().verb());
        return new PreparingData(ready, exchange, byClient, arrangement).askBackend();
    }

    private SessionState askBackend() {
        var proxy = after.proxy();
        return ask(suitable(proxy.dataPolicy().towardsBackend(byClient)));
    }

    /// The command that this backend can be expected to take in place of the wanted one.
    private DataCommand suitable(DataCommand wanted) {
        var backend = after.proxy().backend();
        if (backend.address().getAddress() instanceof Inet6Address) {
            return wanted.extended();
        }
        boolean listed = wanted == DataCommand.EPSV
                ? backend.features().has("EPSV") || backend.features().has("EPRT")
                : backend.features().has("EPRT");
        boolean known =
                listed && !after.proxy().host().refused().has(backend.member().url(), wanted);
        return wanted.isExtended() && !known ? wanted.plain() : wanted;
    }

    private SessionState ask(DataCommand command) {
        if (command.isPassive()) {
            return Relaying.sending(
                    after.proxy(), exchange, Command.of(command.name()), reply -> passive(command, reply), after);
        }
        try {
            var listener = listen(
                    backendSideAddress(),
                    peer -> peer.equals(after.proxy().backend().address().getAddress()));
            after.proxy().offers(listener);
            var argument = argument(command, listener.address());
            return Relaying.sending(
                    after.proxy(),
                    exchange,
                    Command.of(command.name(), argument),
                    reply -> active(command, listener, reply),
                    after);
        } catch (IOException e) {
            return internalError(e);
        }
    }

    private SessionState passive(DataCommand command, Reply reply) {
        int expected = command == DataCommand.PASV ? 227 : 229;
        if (reply.code() != expected) {
            learn(command, reply);
            if (mayFallBack(command)) {
                after.proxy().refusedExtendedData();
                return ask(command.plain());
            }
            log("received response code " + reply.code() + ", but expected " + expected + " for " + command
                    + " command");
            exchange.finish(reply);
            return after;
        }
        var target = command == DataCommand.PASV
                ? DataAddress.ofPassive(reply).map(DataAddress::socketAddress)
                : ExtendedPassive.of(reply)
                        .map(said -> new InetSocketAddress(
                                after.proxy().backend().address().getAddress(), said.port()));
        return target.flatMap(this::permitted).map(this::dialBackend).orElseGet(() -> {
            exchange.finish(Reply.of(500, exchange.command().verb() + ": Operation not permitted"));
            return after;
        });
    }

    private void learn(DataCommand refused, Reply reply) {
        if (refused.isExtended()) {
            after.proxy()
                    .host()
                    .refused()
                    .learn(after.proxy().backend().member().url(), refused, reply);
        }
    }

    /// Whether to try the plain form in place of an extended one the backend did not take: not if it is the client who
    /// wanted that one.
    private boolean mayFallBack(DataCommand command) {
        return command.isExtended()
                && after.proxy().dataPolicy() != DataPolicy.CLIENT
                && after.proxy().backend().address().getAddress() instanceof Inet4Address;
    }

    /// The address the backend named, if we may connect there (`AllowForeignAddress`, `IgnoreForeignAddress`).
    private Optional<InetSocketAddress> permitted(InetSocketAddress named) {
        InetAddress own = after.proxy().backend().address().getAddress();
        var options = after.proxy().settings().options();
        if (named.getPort() < LOWEST_PORT) {
            log("Refused PASV port " + named.getPort() + " (below 1024)");
            return Optional.empty();
        }
        if (named.getAddress().equals(own)) {
            return Optional.of(named);
        }
        if (options.contains(ProxyOption.IgnoreForeignAddress)) {
            log("Ignoring PASV address " + Addresses.text(named.getAddress())
                    + " per IgnoreForeignAddress ProxyOption, using " + Addresses.text(own) + " instead");
            return Optional.of(new InetSocketAddress(own, named.getPort()));
        }
        if (options.contains(ProxyOption.AllowForeignAddress)) {
            return Optional.of(named);
        }
        log("Refused PASV address " + Addresses.text(named.getAddress()) + " (address mismatch with "
                + Addresses.text(own) + "); see ProxyOptions AllowForeignAddress, IgnoreForeignAddress");
        return Optional.empty();
    }

    private SessionState dialBackend(InetSocketAddress target) {
        return arrangeFrontend(new DataEndpoint.Dial(
                target,
                after.proxy().settings().source().towards(target.getAddress()).address(),
                after.proxy().settings().connectTimeout()));
    }

    private SessionState active(DataCommand command, DataListener listener, Reply reply) {
        after.proxy().takesBack(listener);
        if (reply.isCompletion()) {
            return arrangeFrontend(listener);
        }
        listener.close();
        learn(command, reply);
        if (mayFallBack(command)) {
            after.proxy().refusedExtendedData();
            return ask(command.plain());
        }
        exchange.finish(Reply.ofWire(425, reply.text()));
        return after;
    }

    private SessionState arrangeFrontend(DataEndpoint backend) {
        return switch (arrangement) {
            case ClientArrangement.Dial(var target) -> {
                arranged(
                        new DataEndpoint.Dial(
                                target,
                                Optional.of(session().localAddress()),
                                after.proxy().settings().connectTimeout()),
                        backend,
                        Reply.of(200, byClient + " command successful"));
                yield after;
            }
            case ClientArrangement.Listen _ -> {
                try {
                    var listener = listen(session().localAddress(), this::isClient);
                    arranged(listener, backend, passiveReply(listener));
                    yield after;
                } catch (IOException e) {
                    backend.close();
                    yield internalError(e);
                }
            }
            case ClientArrangement.Answer _ -> throw new IllegalStateException("answered before");
        };
    }

    private void arranged(DataEndpoint frontend, DataEndpoint backend, Reply reply) {
        after.proxy().arrange(new ProxySession.Arranged(byClient, frontend, backend));
        exchange.finish(reply);
    }

    private Reply passiveReply(DataListener listener) {
        if (byClient == DataCommand.EPSV) {
            return ExtendedPassive.reply(listener.port());
        }
        var shown = session()
                .protection()
                .shownAddress()
                .filter(Inet4Address.class::isInstance)
                .or(() -> after.proxy().host().masquerade())
                .or(() -> session().proxiedAddress().filter(Inet4Address.class::isInstance))
                .orElse(session().localAddress());
        return new DataAddress(shown, listener.port()).passiveReply();
    }

    private boolean isClient(InetAddress peer) {
        return session().facts().isClientAt(peer) || after.proxy().host().allowsForeign(peer);
    }

    private DataListener listen(InetAddress local, Predicate<InetAddress> admitted) throws IOException {
        return after.proxy()
                .host()
                .data()
                .listeners()
                .listen(
                        local,
                        after.proxy().settings().passivePorts(),
                        peer -> admitted.test(Addresses.plain(peer)),
                        session().settings().stalled(),
                        this::log);
    }

    /// Where we listen for the backend: the address it sees us at, unless `ProxySourceAddress` names another.
    private InetAddress backendSideAddress() {
        var backend = after.proxy().backend();
        return after.proxy()
                .settings()
                .source()
                .towards(backend.address().getAddress())
                .address()
                .orElseGet(() -> backend.local().getAddress());
    }

    private static String argument(DataCommand command, InetSocketAddress listening) {
        var address = DataAddress.of(listening);
        return command == DataCommand.PORT ? address.portArgument() : address.extendedPortArgument();
    }

    private SessionState internalError(IOException e) {
        log("unable to listen for a data connection: " + ErrorText.of(e));
        exchange.finish(Reply.of(425, "Unable to build data connection: Internal error"));
        return after;
    }

    private Session session() {
        return after.proxy().session();
    }

    private void log(String text) {
        after.proxy().host().journal().notice(session(), text);
    }
}
