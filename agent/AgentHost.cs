using FedOnco.Agent.Audit;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Rows;
using FedOnco.Agent.Enrolment;
using FedOnco.Agent.Gate;
using FedOnco.Agent.Health;
using FedOnco.Agent.Link;
using FedOnco.Agent.State;
using FedOnco.Protos;
using FedOnco.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedOnco.Agent;

/// <summary>The service at a centre.</summary>
internal static class AgentHost
{
    public static async Task<int> RunAsync(AgentHome home, string? code, RosterTrust trust, bool stopWithInput, CancellationToken cancellationToken)
    {
        var policy = PolicyFile.Read(ReadPolicy(home), home.Policy);
        using var state = AgentState.Open(home.State);
        // A broken log stops the agent here and says so.
        var diary = new RunDiary(state.Audit, TimeProvider.System);
        diary.Started(File.ReadAllBytes(home.Policy));
        if (!state.IsEnrolled)
        {
            if (code is null) throw new FedOncoException(ErrorReason.NotAuthorised, "This agent is not enrolled. Run `fedonco-agent enrol CODE` with the one-time code from the coordinator.");
            await Enroller.EnrolAsync(home.Settings.Site, home.Settings.Coordinator, OneTimeCode.Parse(code), state, cancellationToken).ConfigureAwait(false);
        }

        // Data are read while the connection is made: a service is there sooner.
        var catalogue = Task.Run(() => Open(home, policy, state, diary), cancellationToken);
        using var host = Build(home, policy, state, catalogue, trust);
        host.Services.GetRequiredService<CoordinatorLink>().Ready += () => Console.WriteLine("connected");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (stopWithInput) _ = Task.Run(() => StopWithInput(stopping), CancellationToken.None);
        await host.StartAsync(stopping.Token).ConfigureAwait(false);
        var ended = host.WaitForShutdownAsync(stopping.Token);
        if (await Task.WhenAny(catalogue, ended).ConfigureAwait(false) == catalogue) await catalogue.ConfigureAwait(false);
        await ended.ConfigureAwait(false);
        return 0;
    }

    private static Catalogue Open(AgentHome home, Policy policy, AgentState state, RunDiary diary)
    {
        var catalogue = Catalogue.Open(home.Catalogue, home.ReadDictionaries(), home.Settings.Site, state.LocalKey, home.Engines, state.Checked);
        var studies = new StudySnapshots(home.Settings.Site, policy, state.Rows, state.Ledger, state.LocalKey.ToArray(), TimeProvider.System);
        foreach (var held in catalogue.Datasets) studies.Settle(held);
        diary.Held(catalogue.Datasets, state.Snapshots);
        return catalogue;
    }

    private static IHost Build(AgentHome home, Policy policy, AgentState state, Task<Catalogue> catalogue, RosterTrust trust)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = home.Folder });
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        // Each does something only where that service manager started this process.
        builder.Services.AddSystemd().AddWindowsService(o => o.ServiceName = "fedonco-agent");
        builder.Services.AddSingleton(home).AddSingleton(policy).AddSingleton(state).AddSingleton(catalogue).AddSingleton(TimeProvider.System).AddSingleton<AgentMetrics>();
        if (home.Settings.ReadOtlp() is { } collector) OtlpPush.Add(builder.Services, collector, "fedonco-agent", Product.Version, AgentMetrics.Name);
        builder.Services.AddSingleton(s => ActivatorUtilities.CreateInstance<CoordinatorLink>(s, trust)).AddHostedService(s => s.GetRequiredService<CoordinatorLink>()).AddHostedService<IdleMemory>();
        return builder.Build();
    }

    private static string ReadPolicy(AgentHome home) => File.Exists(home.Policy)
        ? File.ReadAllText(home.Policy)
        : throw new FedOncoException(ErrorReason.WrongFile, $"{home.Policy} is missing: without a policy nothing is allowed.");

    private static void StopWithInput(CancellationTokenSource stopping)
    {
        while (Console.In.Read() >= 0)
        {
        }

        stopping.Cancel();
    }
}
