using FedOnco.Coordinator.Commands;
using FedOnco.Protos;

var parsed = CoordinatorCommands.Build().Parse(args);
if (parsed.Errors.Count == 0) return await parsed.InvokeAsync().ConfigureAwait(false);
foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
if (ArgumentHint.Of(parsed.UnmatchedTokens, [.. parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(o => o.Name)]) is { } hint) await Console.Error.WriteLineAsync(hint).ConfigureAwait(false);
return 2;
