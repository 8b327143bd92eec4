using System.CommandLine;
using FedOnco.Agent.LocalConsole;
using FedOnco.Protos;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent console`: pages for this site's IT, on this machine only, while the command runs.</summary>
internal static class ConsoleCommand
{
    public static Command Build(Option<string> home, TimeProvider clock)
    {
        var listen = new Option<string>("--listen") { Description = "Loopback address and port; port 0 takes a free one", DefaultValueFactory = _ => "127.0.0.1:8470" };
        var command = new Command("console", "Pages for this site's IT in a browser on this machine: approvals, policy, log, runs") { listen };
        command.SetAction((parsed, cancellationToken) => AgentCommands.Guarded(() => ServeAsync(AgentHome.Open(parsed.GetRequiredValue(home)), parsed.GetRequiredValue(listen), clock, parsed.InvocationConfiguration.Output, cancellationToken)));
        return command;
    }

    private static async Task<int> ServeAsync(AgentHome home, string listen, TimeProvider clock, TextWriter output, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(home.State)) throw new FedOncoException(ErrorReason.WrongFile, $"{home.State} is missing: the agent has not run yet.");
        var session = new ConsoleSession();
        var app = ConsoleHost.Build(home, listen, session, clock);
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                throw new FedOncoException(ErrorReason.CannotConnect, $"{listen} is in use. Choose another port with --listen.");
            }

            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(); // A started server has an address.
            await output.WriteLineAsync($"Open this link; it works once: {address}/enter?key={session.CreateKey()}\nStop with Ctrl+C.").ConfigureAwait(false);
            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }
}
