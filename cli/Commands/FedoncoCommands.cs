using System.CommandLine;
using FedOnco.Cli.Demo;
using FedOnco.Cli.Output;
using FedOnco.Cli.Sandbox;
using FedOnco.Cli.Settings;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Cli.Commands;

/// <summary>The `fedonco` command.</summary>
internal static class FedoncoCommands
{
    internal static readonly Option<string> Study = new("--study") { Description = "Study; not needed where you have one", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON document a call, on one line" };

    private static readonly Option<string?> Plot = new("--plot") { Description = "Draw the answer into FILE.svg or FILE.png" };
    private static readonly Option<string?> Csv = new("--csv") { Description = "Write the table to FILE, with every digit" };
    private static readonly Option<string?> Report = new("--report") { Description = "Write call, tables, plot, notes and provenance to FILE.html" };

    public static RootCommand Build() => new("FedOnco: one question, several cancer centres, one answer.")
    {
        Subcommands = { Demo(), SandboxCommand(), Run(), Runs(), Show(), Cancel(), Resume(), Studies(), Datasets(), Describe(), Sets(), Login(), ModelCommands.Models(), ModelCommands.Model() },
    };

    private static Command Demo()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the federation up" };
        var all = new Option<bool>("--all") { Description = "Glioma's six hospitals as well" };
        var command = new Command("demo", "A tour on real cancer data") { keep, all };
        command.SetAction((parsed, cancellationToken) => Guarded(() => DemoTour.RunAsync(parsed.GetValue(keep), parsed.GetValue(all), cancellationToken), cancellationToken));
        return command;
    }

    private static Command SandboxCommand()
    {
        var data = new Option<string>("--data") { Description = "Folder with CENTRE/DATASET.csv or .parquet", Required = true };
        var policy = new Option<string?>("--policy") { Description = "policy.yaml for every centre; the default profile without it" };
        var calls = new Option<string?>("--calls") { Description = "File with one call a line" };
        var call = new Option<string[]>("--call") { Description = "A call; repeat for several" };
        var sets = new Option<string?>("--sets") { Description = "auto: one analysis set a dataset, with a value for every variable of the calls" };
        sets.AcceptOnlyFromAmong("auto");
        var command = new Command("sandbox", "A federation of real processes over a folder of files") { data, policy, calls, call, sets, Json, Csv, Plot, Report };
        command.SetAction((parsed, cancellationToken) => Guarded(() =>
        {
            var single = parsed.GetValue(call) ?? [];
            IReadOnlyList<string>? wanted = parsed.GetValue(calls) is { } file ? [.. CallsFile.Read(file), .. single] : single.Length > 0 ? single : null;
            return SandboxSession.RunAsync(parsed.GetRequiredValue(data), parsed.GetValue(policy), wanted, parsed.GetValue(sets) is not null, parsed.GetValue(Json), Files(parsed), cancellationToken);
        }, cancellationToken));
        return command;
    }

    private static Command Run()
    {
        var call = new Argument<string>("call") { Description = "The R call" };
        var command = new Command("run", "Submit one call") { call, Study, Json, Csv, Plot, Report };
        command.SetAction((parsed, cancellationToken) => WithClient(async client =>
        {
            var files = Files(parsed);
            files.Require(1);
            var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected);
            var text = parsed.GetRequiredValue(call);
            var run = await client.RunAsync(parsed.GetValue(Study)!, text, progress.Show, cancellationToken).ConfigureAwait(false);
            progress.Clear();
            var answer = Answer.Of(text, run, []);
            files.Write([answer]);
            return Print(answer, parsed.GetValue(Json));
        }, cancellationToken));
        return command;
    }

    private static Command Runs()
    {
        var command = new Command("runs", "Earlier runs") { Study };
        command.SetAction((parsed, cancellationToken) => WithClient(async client =>
        {
            foreach (var run in await client.ListAsync(parsed.GetValue(Study)!, cancellationToken).ConfigureAwait(false))
                Console.WriteLine($"{run.Id}  {run.Submitted.ToDateTime():yyyy-MM-dd HH:mm:ss}  {run.State.ToString().ToLowerInvariant(),-10}  {run.Person}  {run.Call}");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("run");
        var command = new Command("show", "A run with its provenance") { id, Json };
        command.SetAction((parsed, cancellationToken) => WithClient(async client =>
        {
            var run = await client.GetAsync(parsed.GetRequiredValue(id), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(Json)) return Print(Answer.Of(run.Call, run, []), true);
            Console.WriteLine($"run {run.Id}\ncall {run.Call}\nstate {run.State.ToString().ToLowerInvariant()}\nasked by {run.Person}, {run.Submitted.ToDateTime():yyyy-MM-dd HH:mm:ss} UTC\ncentres {string.Join(", ", run.SitesAsked)}");
            if (run.Provenance is { } p) Console.WriteLine($"contract {Convert.ToHexStringLower(p.ContractHash.Span)}\ntranscript {Convert.ToHexStringLower(p.LastTranscriptHash.Span)}\n{p.Sums} secure sums, {p.BytesUp} bytes up, version {p.ProductVersion}");
            CertificateText.Write(run, Console.Out);
            return Print(Answer.Of(run.Call, run, []), false);
        }, cancellationToken));
        return command;
    }

    private static Command Cancel()
    {
        var id = new Argument<string>("run");
        var command = new Command("cancel", "Stop a run") { id };
        command.SetAction((parsed, cancellationToken) => WithClient(async client =>
        {
            await client.CancelAsync(parsed.GetRequiredValue(id), cancellationToken).ConfigureAwait(false);
            Console.WriteLine("cancelled");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Resume()
    {
        var id = new Argument<string>("run");
        var command = new Command("resume", "Go on with a run that was cut short: a site or the coordinator was away") { id, Json };
        command.SetAction((parsed, cancellationToken) => WithClient(async client =>
        {
            var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected);
            var run = await client.ResumeAsync(parsed.GetRequiredValue(id), cancellationToken).ConfigureAwait(false);
            run = await client.FollowAsync(run, progress.Show, cancellationToken).ConfigureAwait(false);
            progress.Clear();
            return Print(Answer.Of(run.Call, run, []), parsed.GetValue(Json));
        }, cancellationToken));
        return command;
    }

    private static Command Studies()
    {
        var command = new Command("studies", "Your studies");
        command.SetAction((_, cancellationToken) => WithClient(async client =>
        {
            foreach (var study in await client.StudiesAsync(cancellationToken).ConfigureAwait(false))
                Console.WriteLine($"{study.Name}  {study.Title}  centres: {string.Join(", ", study.Sites)}  datasets: {string.Join(", ", study.Datasets)}");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Datasets()
    {
        var command = new Command("datasets", "Datasets of a study and which centres hold them") { Study };
        command.SetAction((parsed, cancellationToken) => WithClient(async client =>
        {
            foreach (var dataset in await client.DatasetsAsync(parsed.GetValue(Study)!, cancellationToken).ConfigureAwait(false))
                Console.WriteLine($"{dataset.Name}  {dataset.Variables} variables  {string.Join(", ", dataset.Sites.Select(Status))}  {dataset.Label}");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Describe()
    {
        var name = new Argument<string>("dataset");
        var command = new Command("describe", "Variables of a dataset") { name, Study };
        command.SetAction((parsed, cancellationToken) => WithClient(async client =>
        {
            var answer = await client.DescribeAsync(parsed.GetValue(Study)!, parsed.GetRequiredValue(name), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{answer.Dataset.Name}  {answer.Dataset.Label}\n{string.Join(", ", answer.Sites.Select(Status))}");
            foreach (var v in answer.Dataset.Variables) Console.WriteLine($"  {v.Name,-28} {v.Type.ToString().ToLowerInvariant(),-9} {Values(v)} {v.Unit} {v.Label}".TrimEnd());
            foreach (var site in answer.Sites.Where(s => s.Problem is not null)) Console.WriteLine($"{site.Site}: {site.Problem.Message}");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Sets()
    {
        var command = new Command("sets", "Analysis sets of a study: rows that were fixed once") { Study };
        command.SetAction((parsed, cancellationToken) => WithClient(async client =>
        {
            foreach (var set in await client.SetsAsync(parsed.GetValue(Study)!, cancellationToken).ConfigureAwait(false))
                Console.WriteLine($"{set.Set.Name}  {NumberText.Of(set.Rows)} rows of {set.Dataset}  by {set.Person}, {set.Made.ToDateTime():yyyy-MM-dd}{(set.Set.Subset is { } subset ? $"  subset = {subset.ToText()}" : "")}{(set.Set.Complete.Count > 0 ? $"  complete = ~ {string.Join(" + ", set.Set.Complete.Select(c => c.ToText()))}" : "")}");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Login()
    {
        var url = new Option<string>("--url") { Description = "https://host:port of the coordinator", Required = true };
        var authority = new Option<string>("--ca") { Description = "The coordinator's authority.pem", Required = true };
        var token = new Option<string>("--token") { Description = "Your API token", Required = true };
        var command = new Command("login", "Remember coordinator and token") { url, authority, token };
        command.SetAction((parsed, cancellationToken) => Guarded(async () =>
        {
            var settings = new ClientSettings(parsed.GetRequiredValue(url), Path.GetFullPath(parsed.GetRequiredValue(authority)), parsed.GetRequiredValue(token));
            using var client = new FedOncoClient(settings);
            var studies = await client.StudiesAsync(cancellationToken).ConfigureAwait(false);
            CredentialFile.Write(settings);
            Console.WriteLine($"logged in; your studies: {string.Join(", ", studies.Select(s => s.Name))}");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static string Status(SiteStatus site) => site.Site + (site.Conforming ? "" : " (does not conform)") + (site.Refreshed ? " (changed since earlier answers)" : site.Refresh > 0 ? $" (refresh {site.Refresh})" : "") + (site.Connected ? "" : " (offline)");

    private static string Values(Variable variable) => variable.Type == VariableType.Category
        ? string.Join(" | ", variable.Levels.Take(8).Select(l => l.Name)) + (variable.Levels.Count > 8 ? " | ..." : "")
        : $"{NumberText.Of(variable.Minimum)} to {NumberText.Of(variable.Maximum)}";

    private static AnswerFiles Files(ParseResult parsed) => new(parsed.GetValue(Csv), parsed.GetValue(Plot), parsed.GetValue(Report));

    private static int Print(Answer answer, bool json)
    {
        if (json) Console.Out.WriteLine(AnswerJson.Of(answer));
        else AnswerText.Write(answer, Console.Out, !Console.IsOutputRedirected);
        return answer.ExitCode;
    }

    internal static Task<int> WithClient(Func<FedOncoClient, Task<int>> action, CancellationToken cancellationToken) => Guarded(
        async () =>
        {
            using var client = new FedOncoClient(CredentialFile.Read());
            return await action(client).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>One clear message for an expected fault, never a stack trace.</summary>
    private static async Task<int> Guarded(Func<Task<int>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        // Ctrl-C reaches the child processes too: what fails then was cancelled.
        catch (FedOncoException fault) when (!cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return fault.Reason.ExitCode();
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or FedOncoException)
        {
            await Console.Error.WriteLineAsync("cancelled").ConfigureAwait(false);
            return ErrorReason.Cancelled.ExitCode();
        }
    }
}
