using FedOnco.Coordinator.Commands;

var parsed = CoordinatorCommands.Build().Parse(args);
if (parsed.Errors.Count == 0) return await parsed.InvokeAsync().ConfigureAwait(false);
foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
return 2;
