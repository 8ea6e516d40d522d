package io.sluice.admin;

import io.sluice.config.ConfigurationException;
import io.sluice.config.Directive;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `get config|directives` and `config set|remove address[:port] Directive …`: the directives there are, and
/// those of the configuration in force, changed until the next reload.
final class Configuring {
    private static final String NO_SERVER = "no such server: ";
    private static final Pattern PLACE =
            Pattern.compile("(?:\\[(?<bracketed>[^]]*)]|(?<plain>[^:#]*)|(?<bare>[^#]*))(?:[:#](?<port>\\d{1,5}))?");
    private static final Pattern POSITION = Pattern.compile(" on line \\d+ of 'ftpdctl'");
    /// What the reference keeps in another way than the rest, and so does not find.
    private static final Set<String> KEPT_ELSEWHERE = Set.of("ControlsEngine", "ServerName");

    private final Admin admin;

    Configuring(Admin admin) {
        this.admin = admin;
    }

    ControlReply get(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("get: missing required parameters");
        }
        var rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "config" ->
                rest.isEmpty()
                        ? ControlReply.wrongParameters("config: missing parameters")
                        : new ControlReply(
                                Status.OK, rest.stream().map(this::shown).toList());
            case "directives" ->
                rest.isEmpty()
                        ? new ControlReply(Status.OK, directives())
                        : ControlReply.wrongParameters("directives: wrong number of parameters");
            case String other -> ControlReply.unsupported("unknown get type requested: '" + other + "'");
        };
    }

    /// What there can be in a file, each with the module of ProFTPD that has it: directives, and both ends of sections.
    private List<String> directives() {
        var table = admin.directives();
        var named = table.all().stream().map(directive -> ofModule(directive.name(), table.moduleOf(directive)));
        var sections = table.sections().stream()
                .flatMap(section -> Stream.of("<" + section.name() + ">", "</" + section.name() + ">")
                        .map(tag -> ofModule(tag, table.moduleOf(section))));
        return Stream.concat(named, sections).sorted().toList();
    }

    private static String ofModule(String name, Optional<String> module) {
        return name + module.map(known -> " (" + known + ")").orElse("");
    }

    /// Values are not shown: one may be a password.
    private String shown(String name) {
        var main =
                admin.configuration().map(configuration -> configuration.main().directives());
        return admin.directives()
                .directive(name)
                .filter(directive -> !KEPT_ELSEWHERE.contains(directive.name())
                        && main.stream()
                                .anyMatch(each -> !each.settings(directive).isEmpty()))
                .map(_ -> name + ": not retrievable")
                .orElse(name + ": directive not found");
    }

    ControlReply config(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("config: missing required parameters");
        }
        var action = words.getFirst();
        boolean sets = action.equals("set");
        if (!sets && !action.equals("remove")) {
            return ControlReply.unsupported("config: unknown config action: '" + action + "'");
        }
        if (words.size() < (sets ? 4 : 3)) {
            return ControlReply.wrongParameters("config " + action + ": missing required parameters");
        }
        if (!sets && words.size() > 3) {
            return ControlReply.wrongParameters("config remove: wrong number of parameters");
        }
        try {
            var place = place(words.get(1));
            return sets ? set(place, words.get(2), words.subList(3, words.size())) : remove(place, words.get(2));
        } catch (NoPlace e) {
            return ControlReply.of(Status.SUBJECT_NOT_FOUND, "config: " + e.getMessage());
        } catch (ConfigurationException e) {
            return new ControlReply(
                    Status.WRONG_PARAMETERS,
                    e.problems().stream()
                            .map(problem -> "config " + action + ": " + withoutPosition(problem.text()))
                            .toList());
        } catch (IOException e) {
            return ControlReply.of(Status.ERROR, "config " + action + ": " + e.getMessage());
        }
    }

    private ControlReply set(InetSocketAddress place, String name, List<String> values)
            throws IOException, ConfigurationException {
        var directive = admin.settable(name);
        if (directive.isEmpty()) {
            return ControlReply.of(
                    Status.SUBJECT_NOT_FOUND, "config set: unknown configuration directive '" + name + "'");
        }
        admin.set(place, name, values);
        return ControlReply.ok("config set: " + directive.get().name() + " configured");
    }

    /// There is no file and no line that could be told.
    private static String withoutPosition(String problem) {
        return POSITION.matcher(problem).replaceFirst("").replaceFirst("^fatal: ", "");
    }

    private ControlReply remove(InetSocketAddress place, String name) throws IOException, ConfigurationException {
        var known = admin.settable(name).map(Directive::name).orElse(name);
        return admin.remove(place, name)
                ? ControlReply.ok("config remove: " + known + " removed")
                : ControlReply.of(Status.SUBJECT_NOT_FOUND, "config remove: " + known + " not found in configuration");
    }

    /// A word that names no place at which there is a server.
    private static final class NoPlace extends IOException {
        private static final long serialVersionUID = 1L;

        NoPlace(String text) {
            super(text);
        }
    }

    /// `address[:port]`, as the reference has it here, or `address#port`, as it has it elsewhere; a name stands for all
    /// its addresses, and the first with a server counts.
    private InetSocketAddress place(String word) throws NoPlace {
        var parts = PLACE.matcher(word);
        if (word.startsWith("[") && !word.contains("]")) {
            throw new NoPlace("badly formatted IPv6 address: " + word);
        }
        if (!parts.matches()) {
            throw new NoPlace(NO_SERVER + word);
        }
        var host = Stream.of("bracketed", "plain", "bare")
                .map(parts::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(word);
        var port = parts.group("port");
        var addresses = admin.addresses(host);
        if (addresses.isEmpty()) {
            throw new NoPlace(NO_SERVER + host);
        }
        int number = port == null ? UpAndDown.USUAL_PORT : Integer.parseInt(port);
        return admin.places().stream()
                .map(place -> place.address())
                .filter(place -> place.getPort() == number && addresses.contains(place.getAddress()))
                .findFirst()
                .orElseThrow(() -> new NoPlace(NO_SERVER + word));
    }
}
