using System.CommandLine;
using System.Globalization;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Research;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Commands;

/// <summary>`fedonco-coordinator person`: people, roles and tokens.</summary>
internal static class PersonCommand
{
    private const int LeastId = 8;

    /// <param name="withStore">Opens the store and prints what the action returns.</param>
    public static Command Build(Func<ParseResult, Func<Store, Authority, string>, Task<int>> withStore)
    {
        var name = new Argument<string>("name");
        var role = new Option<string>("--role") { Description = string.Join(", ", Roles.Names), DefaultValueFactory = _ => "analyst" };
        var studies = new Option<string[]>("--study") { Description = "A study she may use; repeat for several", AllowMultipleArgumentsPerToken = true };
        var days = new Option<int>("--days") { Description = "Days until the token expires", DefaultValueFactory = _ => 90 };
        var id = new Option<string?>("--token") { Description = "Id of one token, as `person tokens` lists it; all of them without it" };
        return new Command("person", "People who may ask")
        {
            With(new Command("add", "Add a person, or change role and studies") { name, role, studies }, (parsed, store) =>
            {
                Add(store, parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), parsed.GetValue(studies) ?? []);
                return $"{parsed.GetRequiredValue(name)} added";
            }),
            With(new Command("token", "Print a new API token") { name, days }, (parsed, store) =>
                Invitations.CreateToken(store, Known(store, parsed.GetRequiredValue(name)).Name, TimeProvider.System.GetUtcNow().AddDays(parsed.GetValue(days)))),
            With(new Command("tokens", "List the tokens of a person: id and end, never the token") { name }, (parsed, store) =>
                store.Tokens(Known(store, parsed.GetRequiredValue(name)).Name) is { Count: > 0 } tokens
                    ? string.Join('\n', tokens.Select(t => $"{t.Id}  until {t.Expires.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}"))
                    : "no tokens"),
            With(new Command("revoke", "Revoke one token of a person, or all") { name, id }, (parsed, store) => Revoke(store, Known(store, parsed.GetRequiredValue(name)), parsed.GetValue(id))),
        };

        Command With(Command command, Func<ParseResult, Store, string> action)
        {
            command.SetAction((parsed, _) => withStore(parsed, (store, _) => action(parsed, store)));
            return command;
        }
    }

    /// <exception cref="FedOncoException">WrongFile for a role that is none.</exception>
    public static void Add(Store store, string name, string role, IReadOnlyList<string> studies)
    {
        if (!Roles.Names.Contains(role)) throw new FedOncoException(ErrorReason.WrongFile, $"{role} is no role: {string.Join(", ", Roles.Names)}.");
        store.AddPerson(name, role, studies);
    }

    private static string Revoke(Store store, Person person, string? id)
    {
        if (id is null) return $"{store.RevokeTokens(person.Name)} tokens revoked";
        // A token typed here would stand in the log and in the shell's history.
        if (id.Length < LeastId || !id.All(char.IsAsciiHexDigitLower)) throw new FedOncoException(ErrorReason.WrongArgument, $"--token is the id of a token, not the token: at least {LeastId} of the digits that `fedonco-coordinator person tokens {person.Name}` lists.");
        return store.RevokeToken(person.Name, id) == 1 ? "1 token revoked" : throw new FedOncoException(ErrorReason.WrongArgument, $"{person.Name} has no token with this id. `fedonco-coordinator person tokens {person.Name}` lists them.");
    }

    private static Person Known(Store store, string name) =>
        store.FindPerson(name) ?? throw new FedOncoException(ErrorReason.WrongFile, $"There is no person {name}. Add her with `fedonco-coordinator person add {name}`.");
}
