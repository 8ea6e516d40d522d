package io.sluice.ban.adapter;

import io.sluice.ban.Ban;
import io.sluice.ban.BanTable;
import io.sluice.ban.BanTable.Outcome;
import io.sluice.ban.TimeText;
import io.sluice.ftp.WireText;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What `ftpdctl ban …` and `ftpdctl permit …` do, and answer.
final class BanControls {
    private static final String EVERYBODY = "*";

    private final BanTable table;
    private final Banning banning;
    private final CoreServices core;
    private final Journal journal;
    private final InstantSource clock;

    BanControls(BanTable table, Banning banning, CoreServices core, Journal journal, InstantSource clock) {
        this.table = table;
        this.banning = banning;
        this.core = core;
        this.journal = journal;
        this.clock = clock;
    }

    List<ControlAction> actions() {
        return actions(this::ban, this::permit);
    }

    static List<ControlAction> actions(ControlAction.Handler ban, ControlAction.Handler permit) {
        return List.of(
                new ControlAction(
                        "ban", "ban a class, host, or user from using the daemon", BanDirectives.CONTROLS_ACLS, ban),
                new ControlAction(
                        "permit",
                        "allow a banned class, host or user to use the daemon",
                        BanDirectives.CONTROLS_ACLS,
                        permit));
    }

    static ControlReply missingParameters() {
        return ControlReply.wrongParameters("missing parameters");
    }

    private static ControlReply unknown(String word) {
        return ControlReply.of(Status.UNSUPPORTED_OPERATION, "unknown ban action requested: '" + word + "'");
    }

    private ControlReply ban(List<String> request) {
        if (request.isEmpty()) {
            return missingParameters();
        }
        if (request.getFirst().equals("info")) {
            return info(request);
        }
        try {
            var words = Words.read(request, "", "st");
            var server = AskedServer.of(words.value('s'), core);
            var length = length(words.value('t'));
            var kind = Kind.of(words.first());
            if (kind.isEmpty()) {
                return unknown(words.first());
            }
            if (words.names().isEmpty()) {
                return missingParameters();
            }
            return new ControlReply(
                    Status.OK,
                    words.names().stream()
                            .map(name -> ban(kind.get(), name, server, length))
                            .toList());
        } catch (Words.Unsupported e) {
            return ControlReply.wrongParameters("unsupported option: '" + e.getMessage() + "'");
        } catch (AskedServer.Missing e) {
            return ControlReply.of(Status.SUBJECT_NOT_FOUND, String.valueOf(e.getMessage()));
        } catch (BadLength e) {
            return ControlReply.wrongParameters("badly formatted duration parameter: '" + e.getMessage() + "'");
        }
    }

    private static final class BadLength extends Exception {
        private static final long serialVersionUID = 1L;

        BadLength(String seen) {
            super(seen);
        }
    }

    /// `hh:mm:ss`, or a number of seconds.
    private static Optional<Duration> length(Optional<String> option) throws BadLength {
        if (option.isEmpty()) {
            return Optional.empty();
        }
        var text = option.get();
        var length = Occurring.fields(text)
                .or(() -> text.matches("\\d{1,9}")
                        ? Optional.of(Duration.ofSeconds(Integer.parseInt(text)))
                        : Optional.empty())
                .filter(Duration::isPositive);
        if (length.isEmpty()) {
            throw new BadLength(text);
        }
        return length;
    }

    private String ban(Kind kind, String asked, AskedServer server, Optional<Duration> length) {
        var names = kind.names(asked, core);
        if (names.isEmpty()) {
            return "ban: unknown host '" + asked + "'";
        }
        var outcomes = new ArrayList<Outcome>();
        for (String name : names) {
            var now = clock.instant();
            var by = ControlAction.ASKED_BY.orElse("(unknown)");
            var reason = "requested by '" + by + "' on " + TimeText.of(now);
            var ban = new Ban(kind.type(), name, WireText.of(reason), "", length.map(now::plus), server.number());
            var outcome = banning.add(ban);
            outcomes.add(outcome);
            if (outcome instanceof Outcome.Banned) {
                banning.shares().add(ban, server.number(), this::local);
                journal.log("added '" + WireText.display(name) + "' to banned " + kind.many() + " list");
                banning.endSessions(ban, _ -> true);
            }
        }
        return answer(kind, asked, outcomes);
    }

    /// For a host with several addresses: the worst of what came of them, unless one has been banned.
    private static String answer(Kind kind, String asked, List<Outcome> outcomes) {
        for (var outcome : outcomes) {
            switch (outcome) {
                case Outcome.Full _ -> {
                    return "maximum list size reached, unable to ban " + kind.word() + " '" + asked + "'";
                }
                case Outcome.Failed(var why) -> {
                    return "unable to ban " + kind.word() + " '" + asked + "': " + why;
                }
                case Outcome.Banned _, Outcome.AlreadyBanned _ -> {}
            }
        }
        return kind.word() + " " + asked
                + (outcomes.stream().anyMatch(Outcome.Banned.class::isInstance) ? " banned" : " already banned");
    }

    /// Where the clients of a server connect to.
    private InetSocketAddress local(int number) {
        return core.server(number)
                .map(server -> new InetSocketAddress(address(server.address()), server.port()))
                .orElseGet(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private ControlReply permit(List<String> request) {
        if (request.size() < 2) {
            return missingParameters();
        }
        try {
            var words = Words.read(request, "", "s");
            var server = AskedServer.of(words.value('s'), core);
            var kind = Kind.of(words.first());
            if (kind.isEmpty()) {
                return unknown(words.first());
            }
            if (words.names().isEmpty()) {
                return missingParameters();
            }
            boolean nobody = table.bans().isEmpty();
            var answers = new ArrayList<Answer>();
            for (String name : words.names()) {
                answers.add(
                        name.equals(EVERYBODY)
                                ? permitEverybody(kind.get(), server)
                                : permit(kind.get(), name, server));
            }
            if (nobody && answers.stream().noneMatch(Answer::lifted)) {
                return new ControlReply(
                        Status.OPERATION_IGNORED,
                        List.of("permit request unnecessary", "no " + kind.get().many() + " are banned"));
            }
            return new ControlReply(
                    Status.OK, answers.stream().map(Answer::text).toList());
        } catch (Words.Unsupported e) {
            return ControlReply.wrongParameters("unsupported parameter: '" + e.getMessage() + "'");
        } catch (AskedServer.Missing e) {
            return ControlReply.of(Status.SUBJECT_NOT_FOUND, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return ControlReply.of(Status.INTERNAL_ERROR, "unable to change the ban list: " + e.getMessage());
        }
    }

    private record Answer(boolean lifted, String text) {}

    private Answer permitEverybody(Kind kind, AskedServer server) throws IOException {
        boolean lifted = lift(kind, isOn(server).and(ban -> ban.type() == kind.type()), Set.of());
        return new Answer(lifted, "all " + kind.many() + " permitted");
    }

    private Answer permit(Kind kind, String asked, AskedServer server) throws IOException {
        var names = kind.names(asked, core);
        if (names.isEmpty()) {
            return new Answer(false, "unable to resolve '" + asked + "' to an IP address");
        }
        var shared = new HashSet<String>();
        if (server.isEvery()) {
            names.stream()
                    .filter(name -> banning.shares().has(kind.type(), name, this::local))
                    .forEach(shared::add);
        }
        boolean lifted =
                lift(kind, isOn(server).and(ban -> ban.type() == kind.type() && names.contains(ban.name())), shared);
        return new Answer(
                lifted,
                kind.word() + " '" + asked + "' "
                        + (lifted ? "permitted" : "not banned" + (server.isEvery() ? "" : " on " + server.place())));
    }

    private static Predicate<Ban> isOn(AskedServer server) {
        return ban -> server.isEvery() || ban.serverId() == server.number();
    }

    /// Lifts bans.
    ///
    /// @param shared the names of bans that are shared, whether or not they are in the table
    private boolean lift(Kind kind, Predicate<Ban> which, Set<String> shared) throws IOException {
        var names = new HashSet<>(shared);
        table.remove(which).forEach(ban -> names.add(ban.name()));
        for (String name : names) {
            banning.shares().remove(kind.type(), name);
            journal.log("removed '" + WireText.display(name) + "' from " + kind.list());
            core.raise(Expiry.permitted(kind.type(), name));
        }
        return !names.isEmpty();
    }

    private ControlReply info(List<String> request) {
        try {
            var words = Words.read(request, "ve", "");
            journal.log("showing ban lists");
            return new BanList(table, core, clock.instant()).shown(words.has('v'), words.has('e'));
        } catch (Words.Unsupported _) {
            return ControlReply.wrongParameters("unsupported parameter: 'info'");
        }
    }
}
