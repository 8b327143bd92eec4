using System.CommandLine;
using FedOnco.Cli.Commands;

var parsed = FedoncoCommands.Build().Parse(args);
// Stopping child processes takes its time.
if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) }).ConfigureAwait(false);
foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
return 2;
