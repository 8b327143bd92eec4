using System.CommandLine;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Rows;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent refresh`: the data that a study runs on here, and the decision of this site's IT to go on with others.</summary>
internal static class RefreshCommand
{
    public static Command Build(Option<string> home, TimeProvider clock)
    {
        var show = new Command("show", "Snapshots of each dataset and from when on a refresh may come; also while the agent runs");
        show.SetAction((parsed, _) => AgentCommands.Guarded(() =>
        {
            Show(AgentHome.Open(parsed.GetRequiredValue(home)), parsed.InvocationConfiguration.Output);
            return Task.FromResult(0);
        }));
        return new Command("refresh", "The data that studies run on here") { show, Accept(home, clock) };
    }

    private static Command Accept(Option<string> home, TimeProvider clock)
    {
        var dataset = new Argument<string>("dataset") { Description = "Name in the dictionary" };
        var study = new Option<string?>("--study") { Description = "Needed where several studies have a dataset of that name" };
        var join = new Option<uint?>("--join") { Description = "For a centre that is new to the study: the number of refreshes that the others took already" };
        var accept = new Command("accept", "Go on with the data that lie there now, as all centres of the study do; the agent is stopped meanwhile. There is no way back") { dataset, study, join };
        accept.SetAction((parsed, _) => AgentCommands.Guarded(() =>
        {
            var agent = AgentHome.Open(parsed.GetRequiredValue(home));
            Accept(agent, parsed.GetRequiredValue(dataset), parsed.GetValue(study), parsed.GetValue(join), clock, parsed.InvocationConfiguration.Output);
            return Task.FromResult(0);
        }));
        return accept;
    }

    private static void Accept(AgentHome home, string dataset, string? study, uint? join, TimeProvider clock, TextWriter output)
    {
        var policy = ReadPolicy(home);
        using var state = AgentState.Open(home.State);
        var catalogue = Catalogue.Open(home.Catalogue, home.ReadDictionaries(), home.Settings.Site, state.LocalKey, home.Engines, state.Checked);
        var held = Find(catalogue, home.Settings.Site, dataset, study);
        var studies = new StudySnapshots(home.Settings.Site, policy, state.Rows, state.Ledger, state.LocalKey.ToArray(), clock);
        if (join is { } number)
        {
            studies.JoinAt(held, number);
            output.WriteLine($"{dataset} of {held.Entry.Study} begins here with refresh {number}. Start the agent.");
            return;
        }

        var counts = studies.Refresh(held);
        output.WriteLine($"{dataset} of {held.Entry.Study}: refresh {counts.Refresh}. Patients who stayed: {counts.Stayed}, {counts.Changed} of them with changed values; joined: {counts.Joined}; left: {counts.Left} (these numbers do not leave).");
        output.WriteLine("Start the agent. Calls go on when every centre of the study has taken the refresh.");
    }

    private static void Show(AgentHome home, TextWriter output)
    {
        var policy = ReadPolicy(home);
        using var kept = KeptRows.ReadOnly(home.State);
        var known = CatalogueFile.Read(File.ReadAllText(home.Catalogue), home.Catalogue, home.ReadDictionaries());
        foreach (var (study, dataset) in known.Select(d => (d.Entry.Study, d.Dataset.Name)))
        {
            var snapshots = kept?.Snapshots(study, dataset) ?? [];
            if (snapshots.Count == 0) output.WriteLine($"{study}  {dataset}  the agent has not run with it yet");
            foreach (var snapshot in snapshots) output.WriteLine($"{study}  {dataset}  refresh {snapshot.Refresh}  since {snapshot.Since:yyyy-MM-dd HH:mm} UTC  {Convert.ToHexStringLower(snapshot.Hash)[..16]}  {(snapshot.HasPatients ? "patients can be recognised" : "cannot be refreshed: patients cannot be recognised")}");
            if (snapshots is [.., { HasPatients: true } last]) output.WriteLine($"{study}  {dataset}  next refresh from {last.Since + TimeSpan.FromDays(policy.RefreshDays):yyyy-MM-dd HH:mm} UTC on (refresh_days: {policy.RefreshDays})");
        }
    }

    private static Policy ReadPolicy(AgentHome home) => File.Exists(home.Policy) ? PolicyFile.Read(File.ReadAllText(home.Policy), home.Policy) : throw new FedOncoException(ErrorReason.WrongFile, $"{home.Policy} is missing: without it nothing is allowed.");

    private static HeldDataset Find(Catalogue catalogue, string site, string dataset, string? study) => catalogue.Datasets.Where(d => d.Entry.Dataset == dataset && (study is null || d.Entry.Study == study)).ToList() switch
    {
        [var only] => only,
        [] => throw new FedOncoException(ErrorReason.UnknownDataset, $"{site} does not hold {dataset}{(study is null ? "" : $" of study {study}")}. It holds: {string.Join(", ", catalogue.Datasets.Select(d => $"{d.Entry.Dataset} ({d.Entry.Study})"))}."),
        var several => throw new FedOncoException(ErrorReason.WrongArgument, $"Several studies have a {dataset}: {string.Join(", ", several.Select(d => d.Entry.Study))}. Name one with --study."),
    };
}
