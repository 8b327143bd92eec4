using System.CommandLine;
using System.Text.Json;
using FedOnco.Analyses.Expressions;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Health;
using FedOnco.Coordinator.Oidc;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;
using FedOnco.Telemetry;

namespace FedOnco.Coordinator.Commands;

/// <summary>The `fedonco-coordinator` command.</summary>
internal static class CoordinatorCommands
{
    private static readonly Option<string> State = new("--state") { Description = "The coordinator's state folder", Required = true, Recursive = true };

    public static RootCommand Build() => new("The FedOnco coordinator: adds masked sums, sees only totals.")
    {
        Options = { State },
        Subcommands = { Serve(), Backup(), Provision(), Agent(), PersonCommand.Build(WithStore), AuthorityCommand.Build(WithStore), Study(), StateCommand.Build(State, Guarded), AuditCommand.Build(State, Guarded) },
    };

    private static Command Serve()
    {
        var listen = new Option<string>("--listen") { Description = "Address and port; port 0 takes a free one", DefaultValueFactory = _ => "127.0.0.1:8443" };
        var names = new Option<string[]>("--name") { Description = "Host names in the server's certificate" };
        var wait = new Option<int>("--site-wait-s") { Description = "Seconds a run waits for a site that is not connected", DefaultValueFactory = _ => 10 };
        var resume = new Option<int>("--resume-wait-s") { Description = "Seconds a run that is under way waits for a site that was cut off", DefaultValueFactory = _ => 120 };
        var stage = new Option<int>("--stage-deadline-s") { Description = "Seconds a run waits for the next message of its sites", DefaultValueFactory = _ => 120 };
        var bounds = new RunOptions();
        var atOnce = new Option<int>("--runs-at-once") { Description = "Runs that are with the sites at a time, 1 to 64; the others wait in the order of their submission", DefaultValueFactory = _ => bounds.RunsAtOnce };
        var most = new Option<int>("--most-runs") { Description = "Open runs of all people together, those that wait included; more are refused", DefaultValueFactory = _ => bounds.MostOpen };
        var mostOfPerson = new Option<int>("--most-runs-of-person") { Description = "Open runs of one person; more are refused", DefaultValueFactory = _ => bounds.MostOpenOfPerson };
        var metrics = new Option<string?>("--metrics") { Description = "Address and port of GET /metrics for Prometheus, over plain HTTP; none without it" };
        var otlp = new Option<string?>("--otlp") { Description = "Address of a collector that metrics and traces are sent to (OpenTelemetry, OTLP over HTTP), as in http://127.0.0.1:4318" };
        var stop = new Option<bool>("--stop-with-stdin") { Description = "Stop when standard input closes" };
        var issuer = new Option<string?>("--oidc-issuer") { Description = "https://.. of an identity provider whose tokens (OpenID Connect, JWT) people may show instead of API tokens" };
        var audience = new Option<string?>("--oidc-audience") { Description = "The audience that its tokens must name" };
        var claim = new Option<string>("--oidc-claim") { Description = "The claim that holds a person's name as `person add` has it", DefaultValueFactory = _ => "preferred_username" };
        var command = new Command("serve", "Serve agents and people") { listen, names, wait, resume, stage, atOnce, most, mostOfPerson, metrics, otlp, stop, issuer, audience, claim };
        command.SetAction((parsed, cancellationToken) => Guarded(() => CoordinatorHost.ServeAsync(
            parsed.GetRequiredValue(State),
            parsed.GetRequiredValue(listen),
            parsed.GetValue(names) ?? [],
            new RunOptions { SiteWait = TimeSpan.FromSeconds(parsed.GetValue(wait)), ResumeWait = TimeSpan.FromSeconds(parsed.GetValue(resume)), StageDeadline = TimeSpan.FromSeconds(parsed.GetValue(stage)), RunsAtOnce = parsed.GetValue(atOnce), MostOpen = parsed.GetValue(most), MostOpenOfPerson = parsed.GetValue(mostOfPerson), Oidc = OidcOptions.Of(parsed.GetValue(issuer), parsed.GetValue(audience), parsed.GetRequiredValue(claim)), Otlp = OtlpPush.AddressOf("--otlp", parsed.GetValue(otlp)) }.Checked(),
            parsed.GetValue(metrics),
            parsed.GetValue(stop),
            cancellationToken)));
        return command;
    }

    private static Command Backup()
    {
        var to = new Option<string>("--to") { Description = "A new folder; it will hold the authority's key", Required = true };
        var command = new Command("backup", "Copy the state folder, also while the coordinator serves") { to };
        command.SetAction((parsed, _) => Guarded(() =>
        {
            var names = StateBackup.Write(parsed.GetRequiredValue(State), parsed.GetRequiredValue(to));
            Console.WriteLine($"{parsed.GetRequiredValue(to)}: {string.Join(", ", names)}");
            if (names.Contains(PostgresAccess.FileName)) Console.WriteLine("The database is not in it: make its copy with pg_dump, before this one.");
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Provision()
    {
        var file = new Option<string>("--file") { Description = "provision.json: studies, people, sites", Required = true };
        var command = new Command("provision", "Create studies, people and invitations at once; prints one line of JSON") { file };
        command.SetAction((parsed, _) => WithStore(parsed, (store, authority) =>
        {
            var wanted = ProvisionFile.Read(parsed.GetRequiredValue(file));
            var now = TimeProvider.System.GetUtcNow();
            foreach (var study in wanted.Studies) CreateStudy(store, study.Name, study.Title, study.Dictionary, study.Sites);
            var tokens = wanted.People.ToDictionary(p => p.Name, p =>
            {
                PersonCommand.Add(store, p.Name, p.Role, p.Studies);
                return Invitations.CreateToken(store, p.Name, now.AddDays(p.TokenDays));
            });
            var codes = wanted.Sites.ToDictionary(s => s, s => Invitations.Invite(store, authority, s, now));
            return JsonSerializer.Serialize(new Dictionary<string, object> { ["authority"] = Path.GetFullPath(authority.File), ["tokens"] = tokens, ["codes"] = codes });
        }));
        return command;
    }

    private static Command Agent()
    {
        var site = new Argument<string>("site") { Description = "Id of the centre" };
        var invite = new Command("invite", "Print a one-time code for a centre's agent") { site };
        invite.SetAction((parsed, _) => WithStore(parsed, (store, authority) => Invitations.Invite(store, authority, parsed.GetRequiredValue(site), TimeProvider.System.GetUtcNow())));
        var revoke = new Command("revoke", "Make a centre's certificate worthless; its open stream ends within seconds") { site };
        revoke.SetAction((parsed, _) => WithStore(parsed, (store, _) =>
        {
            var centre = parsed.GetRequiredValue(site);
            if (!store.RevokeCertificate(centre)) throw new FedOncoException(ErrorReason.WrongFile, $"No agent of {centre} is enrolled here. Check the centre's id.");
            return $"the certificate of {centre} is revoked; `fedonco-coordinator agent invite {centre}` lets it enrol again";
        }));
        return new Command("agent", "Agents") { invite, revoke };
    }

    private static Command Study()
    {
        var name = new Argument<string>("name");
        var title = new Option<string>("--title") { DefaultValueFactory = _ => "" };
        var dictionary = new Option<string>("--dictionary") { Description = "dictionary.yaml", Required = true };
        var sites = new Option<string[]>("--site") { Description = "A centre of the study; repeat for several", Required = true, AllowMultipleArgumentsPerToken = true };
        var create = new Command("create", "Create a study, or change its dictionary and sites") { name, title, dictionary, sites };
        create.SetAction((parsed, _) => WithStore(parsed, (store, _) =>
        {
            CreateStudy(store, parsed.GetRequiredValue(name), parsed.GetRequiredValue(title), parsed.GetRequiredValue(dictionary), parsed.GetRequiredValue(sites));
            return $"{parsed.GetRequiredValue(name)} created";
        }));
        var show = new Command("show", "Show a study") { name };
        show.SetAction((parsed, _) => WithStore(parsed, (store, _) =>
        {
            var study = store.FindStudy(parsed.GetRequiredValue(name)) ?? throw new FedOncoException(ErrorReason.UnknownStudy, $"There is no study {parsed.GetRequiredValue(name)}.");
            return $"{study.Name}: {study.Title}\nsites: {string.Join(", ", study.Sites)}\ndatasets: {string.Join(", ", study.Dictionary.Datasets.Select(d => d.Name))}\ndictionary version: {study.Dictionary.Version}";
        }));
        return new Command("study", "Studies") { create, show };
    }

    private static void CreateStudy(Store store, string name, string title, string file, IReadOnlyList<string> sites)
    {
        if (!File.Exists(file)) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing.");
        var dictionary = DictionaryFile.Read(File.ReadAllText(file), file);
        if (dictionary.Study != name) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is the dictionary of study {dictionary.Study}, not of {name}.");
        if (DerivedColumns.Check(dictionary) is { Count: > 0 } faults) throw new FedOncoException(ErrorReason.WrongFile, string.Join("\n", faults.Select(f => $"{file}: {f.Message}")));
        store.AddStudy(name, title, sites, dictionary);
    }

    private static Task<int> WithStore(ParseResult parsed, Func<Store, Authority, string> action) => Guarded(() =>
    {
        var folder = parsed.GetRequiredValue(State);
        using var store = Store.Open(folder);
        using var authority = Authority.Open(folder, TimeProvider.System);
        var output = action(store, authority);
        Note(parsed, store);
        Console.WriteLine(output);
        return Task.FromResult(0);
    });

    /// <summary>The command as it was typed goes into the log: it holds no secret, those are in what it prints.</summary>
    private static void Note(ParseResult parsed, Store store)
    {
        var words = parsed.Tokens.Select(t => t.Value).ToList();
        var state = words.IndexOf(State.Name);
        if (state >= 0) words.RemoveRange(state, Math.Min(2, words.Count - state));
        if (parsed.CommandResult.Command.Name is not ("show" or "status")) store.AddChange(string.Join(' ', words), TimeProvider.System.GetUtcNow());
    }

    /// <summary>One clear message for an expected fault, never a stack trace.</summary>
    private static async Task<int> Guarded(Func<Task<int>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (FedOncoException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return fault.Reason.ExitCode();
        }
        catch (Exception full) when (StateFault.Is(full))
        {
            await Console.Error.WriteLineAsync($"The state cannot be read or written: {StateFault.Cause}.").ConfigureAwait(false);
            return ErrorReason.StateUnwritable.ExitCode();
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}
