using System.CommandLine;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Commands;

/// <summary>`fedonco-coordinator authority`: another certificate authority takes the place of the present one while the service serves.</summary>
internal static class AuthorityCommand
{
    /// <param name="withStore">Opens store and authority and prints what the action returns.</param>
    public static Command Build(Func<ParseResult, Func<Store, Authority, string>, Task<int>> withStore)
    {
        var anyway = new Option<bool>("--anyway") { Description = "Also where centres have to enrol again for it" };
        return new Command("authority", "The certificate authority of agents and server")
        {
            With(new Command("prepare", "Make the next authority and tell the agents; it signs nothing yet"), (_, _, authority) => Prepare(authority)),
            With(new Command("status", "Which centres know the next authority, and which still show a certificate of the old one"), (_, store, authority) => Status(store, authority)),
            With(new Command("switch", "The next authority signs from now on; agents renew their certificates by themselves") { anyway }, (parsed, store, authority) => Switch(store, authority, parsed.GetValue(anyway))),
            With(new Command("retire", "Trust the old authority no more") { anyway }, (parsed, store, authority) => Retire(store, authority, parsed.GetValue(anyway))),
        };

        Command With(Command command, Func<ParseResult, Store, Authority, string> action)
        {
            command.SetAction((parsed, _) => withStore(parsed, (store, authority) => action(parsed, store, authority)));
            return command;
        }
    }

    private static string Prepare(Authority authority)
    {
        authority.Prepare();
        return $"the next authority is prepared; connected agents learn of it within seconds, people by a copy of {authority.File}";
    }

    private static string Status(Store store, Authority authority)
    {
        var lines = new List<string> { $"{authority.Fingerprint} signs, until {authority.NotAfter:yyyy-MM-dd}" };
        if (authority.Next is { } next) lines.Add($"{next} is prepared and signs next");
        if (authority.Old is { } old) lines.Add($"{old} is old: what it signed is good until it is retired");
        lines.AddRange(store.Trust().Select(t => $"{t.Site}: {WordsOf(t, authority)}"));
        return string.Join('\n', lines);
    }

    private static string WordsOf(SiteTrust trust, Authority authority)
    {
        if (authority.Next is { } next) return trust.Trusted.Contains(next) ? "knows the next authority" : $"does not know the next authority: {(trust.Trusted.Count > 0 ? "not connected since it was prepared" : "its agent is of an older version, or not connected since the coordinator's was")}";
        if (trust.Signer == authority.Fingerprint) return "shows a certificate of the authority that signs";
        if (trust.Signer.Length == 0) return "not connected since this is kept";
        if (trust.Signer != authority.Old) return "shows a certificate of an authority that is retired: enrol its agent again";
        return trust.Trusted.Contains(authority.Fingerprint) ? "shows a certificate of the old authority" : "shows a certificate of the old authority and does not know the one that signs: enrol its agent again";
    }

    private static string Switch(Store store, Authority authority, bool anyway)
    {
        if (authority.Next is not { } next) throw new FedOncoException(ErrorReason.WrongArgument, "No next authority is prepared. Run `fedonco-coordinator authority prepare` first.");
        var behind = store.Trust().Where(t => !t.Trusted.Contains(next)).Select(t => t.Site).ToList();
        if (behind.Count > 0 && !anyway) throw new FedOncoException(ErrorReason.WrongArgument, $"{string.Join(", ", behind)} {(behind.Count == 1 ? "does" : "do")} not know the next authority yet and would have to enrol again. Wait until `fedonco-coordinator authority status` says otherwise (an agent of an older version is upgraded first), or run `authority switch --anyway`.");
        authority.Switch();
        return $"the next authority signs; one-time codes that were not used yet are worthless now, make new ones{Behind(behind)}";
    }

    private static string Retire(Store store, Authority authority, bool anyway)
    {
        if (authority.Old is null) throw new FedOncoException(ErrorReason.WrongArgument, authority.Next is null ? "There is no old authority to retire." : "The next authority does not sign yet. Run `fedonco-coordinator authority switch` first.");
        var behind = store.Trust().Where(t => t.Signer != authority.Fingerprint).Select(t => t.Site).ToList();
        if (behind.Count > 0 && !anyway) throw new FedOncoException(ErrorReason.WrongArgument, $"{string.Join(", ", behind)} still {(behind.Count == 1 ? "shows a certificate" : "show certificates")} of the old authority and would have to enrol again. Wait until {(behind.Count == 1 ? "its agent has" : "their agents have")} connected and renewed, or run `authority retire --anyway`.");
        authority.Retire();
        return $"the old authority is retired: certificates that it signed open nothing any more{Behind(behind)}";
    }

    private static string Behind(List<string> sites) => sites.Count == 0 ? "" : $"\nleft behind, to enrol again with a new code (`fedonco-coordinator agent invite CENTRE`): {string.Join(", ", sites)}";
}
