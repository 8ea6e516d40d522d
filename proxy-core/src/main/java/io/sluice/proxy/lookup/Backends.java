package io.sluice.proxy.lookup;

import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import io.sluice.net.ErrorText;
import io.sluice.proxy.lookup.MemberFinder.Outcome;
import io.sluice.sql.Databases.Queries;
import io.sluice.sql.Lookup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What all `ProxyReverseServers` of one virtual host come to.
///
/// @param defaults the default list: all URLs, and those in files read at start, in the order of the configuration
/// @param byUser the members for each user
/// @param byGroup the members for each primary group
/// @param lookedUp whether there is anything to look members up in
public record Backends(List<Member> defaults, MemberSource byUser, MemberSource byGroup, boolean lookedUp) {
    public Backends {
        defaults = List.copyOf(defaults);
    }

    /// Whether no session can ever get a member.
    public boolean areNone() {
        return defaults.isEmpty() && !lookedUp;
    }

    /// Makes the backends of virtual hosts out of their directives.
    public static final class Reader {
        private final MemberFinder finder;
        private final boolean lenient;
        private final List<Problem> problems;

        /// A reader for all virtual hosts of a configuration.
        ///
        /// @param lenient whether a URL that leads nowhere is left out with a warning, as on a reload, and is no error
        /// @param problems gets what is wrong
        public Reader(MemberFinder finder, boolean lenient, List<Problem> problems) {
            this.finder = finder;
            this.lenient = lenient;
            this.problems = problems;
        }

        /// Reads the directives of one virtual host.
        ///
        /// @param queries those of its server
        /// @param anyDirectory whether files may be in directories that everybody can write to
        /// @param log gets what goes wrong while sessions run
        public Backends read(
                List<Setting<Servers>> written, Queries queries, boolean anyDirectory, Consumer<String> log) {
            var files = new UrlFiles(new FileRules(anyDirectory), log);
            var defaults = new ArrayList<Member>();
            var templates = new ArrayList<FileTemplate>();
            var lookups = new ArrayList<Lookup>();
            for (var setting : written) {
                var position = setting.position();
                switch (setting.value()) {
                    case Servers.Urls(var urls) -> {
                        setting.value().withIdlePort().forEach(url -> idlePort(url, position));
                        urls.forEach(url -> found(url, position).ifPresent(defaults::add));
                    }
                    case Servers.InFile(var path) ->
                        urls(files, path, position)
                                .forEach(url -> found(url, position).ifPresent(defaults::add));
                    case Servers.InFilePerName(var template) -> templates.add(template);
                    case Servers.ByQuery(var name) ->
                        lookup(name, queries, position).ifPresent(lookups::add);
                }
            }
            return new Backends(
                    defaults,
                    perName(FileTemplate.Key.USER, templates, lookups, files, log),
                    perName(FileTemplate.Key.GROUP, templates, lookups, files, log),
                    !templates.isEmpty() || !lookups.isEmpty());
        }

        private MemberSource perName(
                FileTemplate.Key key,
                List<FileTemplate> templates,
                List<Lookup> lookups,
                UrlFiles files,
                Consumer<String> log) {
            var ofKey =
                    templates.stream().filter(template -> template.key() == key).toList();
            return new PerName(ofKey, lookups, files, finder, log);
        }

        private void idlePort(BackendUrl url, Position position) {
            problems.add(new Problem(
                    Severity.WARNING,
                    position,
                    "warning: ProxyReverseServers: the port of '" + url + "' is ignored, the DNS tells it, on "
                            + position));
        }

        private Optional<Member> found(BackendUrl url, Position position) {
            return switch (finder.forGood(url)) {
                case Outcome.Found(Member member) -> Optional.of(member);
                case Outcome.NotFound(String error, String why) -> {
                    var text = "ProxyReverseServers: error parsing '" + url + "': " + error + " (" + why + ")";
                    problems.add(
                            lenient
                                    ? new Problem(
                                            Severity.WARNING,
                                            position,
                                            "warning: " + text + ", left out, on " + position)
                                    : new Problem(Severity.ERROR, position, "fatal: " + text + " on " + position));
                    yield Optional.empty();
                }
            };
        }

        private List<BackendUrl> urls(UrlFiles files, Path path, Position position) {
            try {
                var urls = files.urls(path);
                if (urls.isEmpty()) {
                    error(position, "no usable URLs found in file '" + path + "'");
                }
                return urls;
            } catch (IOException e) {
                error(position, "error reading ProxyReverseServers file '" + path + "': " + ErrorText.of(e));
                return List.of();
            }
        }

        /// The query of a name; none where the engine is off or no database is configured.
        private Optional<Lookup> lookup(String name, Queries queries, Position position) {
            if (!queries.written().contains(name)) {
                error(
                        position,
                        "error processing SQLNamedQuery '" + name + "': there is no SQLNamedQuery of that name in this"
                                + " server");
            } else if (queries.changing().contains(name)) {
                error(
                        position,
                        "error processing SQLNamedQuery '" + name + "': expected a query of type SELECT or FREEFORM");
            }
            return Optional.ofNullable(queries.byName().get(name));
        }

        private void error(Position position, String text) {
            problems.add(
                    new Problem(Severity.ERROR, position, "fatal: ProxyReverseServers: " + text + " on " + position));
        }
    }
}
