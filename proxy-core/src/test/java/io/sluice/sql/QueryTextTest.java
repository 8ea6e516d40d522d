package io.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.BadValue;
import io.sluice.ftp.WireText;
import io.sluice.log.Origin;
import io.sluice.log.SessionVariables;
import io.sluice.sql.Binding.Bound;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTextTest {
    private static final SessionVariables VARIABLES = new SessionVariables(Origin.ofThisProcess("0.1.0"));

    @ParameterizedTest
    @DisplayName("LOG-51 a variable becomes a parameter: alone between quotes, bare, or embedded in text")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT url FROM servers WHERE name = '%{0}' | SELECT url FROM servers WHERE name = ?",
                "SELECT url FROM servers WHERE id = %{0} | SELECT url FROM servers WHERE id = ?",
                "SELECT url FROM servers WHERE names LIKE '%%,%{0},%%' | SELECT url FROM servers WHERE names LIKE ?",
                "SELECT url FROM servers WHERE mail = '%u@%v' | SELECT url FROM servers WHERE mail = ?",
                "SELECT a FROM t WHERE n IN ('%{0}', '%U') | SELECT a FROM t WHERE n IN (?, ?)",
                "SELECT url FROM servers WHERE c IN (SELECT c FROM u WHERE n = '%{0}') "
                        + "| SELECT url FROM servers WHERE c IN (SELECT c FROM u WHERE n = ?)",
                "SELECT a FROM t JOIN u ON t.i = u.i AND u.n = '%{0}' ORDER BY a LIMIT 3 "
                        + "| SELECT a FROM t JOIN u ON t.i = u.i AND u.n = ? ORDER BY a LIMIT 3",
                "SELECT CASE WHEN '%{0}' = 'x' THEN 1 END | SELECT CASE WHEN ? = 'x' THEN 1 END",
                "SELECT a FROM t WHERE n IS NOT DISTINCT FROM '%{0}' | SELECT a FROM t WHERE n IS NOT DISTINCT FROM ?",
                "SELECT a FROM t WHERE n = TRIM(BOTH ' ' FROM '%{0}') | SELECT a FROM t WHERE n = TRIM(BOTH ' ' FROM ?)",
            })
    void variablesBecomeParameters(String written, String prepared) throws BadValue {
        assertThat(text(Dialect.SQLITE3, written).sql()).isEqualTo(prepared);
    }

    @ParameterizedTest
    @DisplayName("LOG-51 %% is a percent sign, and so is one before what is no variable")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT a FROM t WHERE n LIKE 'x%%' | SELECT a FROM t WHERE n LIKE 'x%'",
                "SELECT a FROM t WHERE n LIKE 'x%' | SELECT a FROM t WHERE n LIKE 'x%'",
                "SELECT 7 %% 2 | SELECT 7 % 2",
                "SELECT 7 % 2 | SELECT 7 % 2",
                "SELECT 'it''s', \"odd%%name\" -- 100%% | SELECT 'it''s', \"odd%name\" -- 100%",
            })
    void percentSigns(String written, String prepared) throws BadValue {
        var text = text(Dialect.SQLITE3, written);

        assertThat(text.sql()).isEqualTo(prepared);
        assertThat(text.bindings()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("LOG-53 a variable where no parameter can be is an error, with its name")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT a FROM %{0} | %{0}",
                "SELECT a FROM t, %{0} | %{0}",
                "SELECT a FROM t JOIN '%{0}' ON 1 | %{0}",
                "SELECT a FROM t LIMIT %{0} | %{0}",
                "SELECT a FROM t ORDER BY '%{0}' | %{0}",
                "SELECT a FROM t GROUP BY %{0} | %{0}",
                "SELECT a FROM t_%{0} | %{0}",
                "SELECT a FROM t WHERE x%U = 1 | %U",
                "SELECT a FROM t WHERE %{0}x = 1 | %{0}",
                "SELECT a FROM t WHERE \"%{0}\" = 1 | %{0}",
                "SELECT a FROM t WHERE `%{0}` = 1 | %{0}",
                "SELECT a FROM t WHERE [%{0}] = 1 | %{0}",
                "SELECT a FROM t -- %{0} | %{0}",
                "SELECT a /* %{0} */ FROM t | %{0}",
                "SELECT a FROM t WHERE n = X'%{0}' | %{0}",
                "UPDATE %{0} SET a = 1 | %{0}",
            })
    void variablesInIllegalPlaces(String written, String variable) {
        refused(Dialect.SQLITE3, written, "variable " + variable + " not allowed here");
    }

    @Nested
    class Dialects {
        @Test
        void backslashesEscapeInMysqlAlone() throws BadValue {
            var text = "SELECT 'it\\'s %{0}'";

            assertThat(text(Dialect.MYSQL, text).sql()).isEqualTo("SELECT ?");
            assertThat(value(Dialect.MYSQL, text, "joe")).isEqualTo(new Bound.Text("it's joe"));
            refused(Dialect.POSTGRES, text, "a string is not closed");
        }

        @Test
        void doubleQuotesEncloseStringsInMysqlAlone() throws BadValue {
            assertThat(text(Dialect.MYSQL, "SELECT \"%{0}\"").sql()).isEqualTo("SELECT ?");
            refused(Dialect.POSTGRES, "SELECT \"%{0}\"", "variable %{0} not allowed here");
        }

        @Test
        void dollarsQuoteInPostgres() throws BadValue {
            assertThat(text(Dialect.POSTGRES, "SELECT $a$it's$a$, '%{0}'").sql())
                    .isEqualTo("SELECT $a$it's$a$, ?");
            refused(Dialect.POSTGRES, "SELECT $$%{0}$$", "variable %{0} not allowed here");
        }

        @Test
        void questionMarksAreOperatorsInPostgresAlone() throws BadValue {
            assertThat(text(Dialect.POSTGRES, "SELECT a ? 'b?' FROM t").sql()).isEqualTo("SELECT a ?? 'b?' FROM t");
            refused(Dialect.SQLITE3, "SELECT ?", "'?' is not allowed outside of strings");
        }

        @Test
        void parametersOfSqliteItselfAreRefused() {
            refused(Dialect.SQLITE3, "SELECT :name", "':n…' is a parameter that nothing would be bound to");
        }

        @Test
        void commentsNestInPostgresAlone() throws BadValue {
            var text = "SELECT /* a /* b */ '%{0}' */ 1";

            assertThat(text(Dialect.SQLITE3, "SELECT /* a /* b */ '%{0}'").sql())
                    .isEqualTo("SELECT /* a /* b */ ?");
            refused(Dialect.POSTGRES, text, "variable %{0} not allowed here");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'x", "SELECT \"x", "SELECT /* x", "SELECT [x"})
    void whatIsNotClosedIsAnError(String written) {
        refused(Dialect.SQLITE3, written, "is not closed");
    }

    @Test
    void anUnknownVariableIsAnError() {
        refused(Dialect.SQLITE3, "SELECT '%{nonsense}'", "unknown variable %{nonsense}");
    }

    @Nested
    class Values {
        @Test
        @DisplayName("LOG-51 text around a variable is bound together with it")
        void areJoined() throws BadValue {
            assertThat(value(Dialect.SQLITE3, "SELECT '%%,%{0},''%{1}'", "joe", "x"))
                    .isEqualTo(new Bound.Text("%,joe,'x"));
        }

        @ParameterizedTest
        @DisplayName("LOG-52 values reach the database as they are, whatever they look like")
        @ValueSource(strings = {"x' OR '1'='1", "\\'", "'x'", "--", "%{0}", "?", "$1", "joe; DROP TABLE servers"})
        void areData(String name) throws BadValue {
            assertThat(value(Dialect.SQLITE3, "SELECT '%{0}'", name)).isEqualTo(new Bound.Text(name));
            assertThat(value(Dialect.SQLITE3, "SELECT %{0}", name)).isEqualTo(new Bound.Text(name));
        }

        @Test
        @DisplayName("LOG-52 NUL is taken out of a value")
        void haveNoNul() throws BadValue {
            assertThat(value(Dialect.SQLITE3, "SELECT '%{0}'", "jo\0e")).isEqualTo(new Bound.Text("joe"));
        }

        @Test
        void areUtf8() throws BadValue {
            assertThat(value(Dialect.SQLITE3, "SELECT '%{0}'", WireText.of("jörg")))
                    .isEqualTo(new Bound.Text("jörg"));
        }

        @Test
        @DisplayName("LOG-51 a whole number that stands bare is bound as one, but not one that would change by that")
        void areNumbersWhereTheyStandBare() throws BadValue {
            assertThat(value(Dialect.SQLITE3, "SELECT %{0}", "42")).isEqualTo(new Bound.WholeNumber(42));
            assertThat(value(Dialect.SQLITE3, "SELECT %{0}", "-7")).isEqualTo(new Bound.WholeNumber(-7));
            assertThat(value(Dialect.SQLITE3, "SELECT %{0}", "007")).isEqualTo(new Bound.Text("007"));
            assertThat(value(Dialect.SQLITE3, "SELECT '%{0}'", "42")).isEqualTo(new Bound.Text("42"));
            assertThat(value(Dialect.SQLITE3, "SELECT %{0}", "9".repeat(30))).isEqualTo(new Bound.Text("9".repeat(30)));
        }

        @Test
        void areMissingWhereTheCallerGivesNone() throws BadValue {
            var binding = text(Dialect.SQLITE3, "SELECT '%{1}'").bindings().getFirst();

            assertThatExceptionOfType(QueryFailed.class)
                    .isThrownBy(() -> binding.value(Dialect.SQLITE3, List.of("joe"), Optional.empty()))
                    .withMessage("missing argument %{1}");
        }
    }

    private static QueryText text(Dialect dialect, String statement) throws BadValue {
        return QueryText.of("get", statement, dialect, VARIABLES);
    }

    private static Bound value(Dialect dialect, String statement, String... arguments) throws BadValue {
        try {
            return text(dialect, statement).bindings().getFirst().value(dialect, List.of(arguments), Optional.empty());
        } catch (QueryFailed e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(Dialect dialect, String statement, String why) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> text(dialect, statement))
                .withMessageStartingWith("SQLNamedQuery 'get': ")
                .withMessageContaining(why);
    }
}
