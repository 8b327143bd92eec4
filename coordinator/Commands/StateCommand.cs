using System.CommandLine;
using System.Globalization;
using FedOnco.Coordinator.State;

namespace FedOnco.Coordinator.Commands;

/// <summary>`fedonco-coordinator state`: where the coordinator keeps its state.</summary>
internal static class StateCommand
{
    /// <param name="state">The option that names the state folder.</param>
    /// <param name="guarded">Turns expected faults into one message.</param>
    public static Command Build(Option<string> state, Func<Func<Task<int>>, Task<int>> guarded)
    {
        var to = new Option<string>("--to") { Description = "A file like database.txt: one line that names an empty PostgreSQL database, for its owner alone to read", Required = true };
        var move = new Command("move", "Move the state from coordinator.db into PostgreSQL, while the coordinator is stopped") { to };
        move.SetAction((parsed, _) => guarded(() =>
        {
            var (database, rows) = StateMove.Run(parsed.GetRequiredValue(state), parsed.GetRequiredValue(to), "state move", TimeProvider.System.GetUtcNow());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"moved to {database}: {rows.Count} tables, {rows.Sum()} rows, compared one by one"));
            Console.WriteLine($"The coordinator uses {PostgresAccess.FileName} from its next start. The old file is kept as {StateFolder.KeptName}.");
            return Task.FromResult(0);
        }));
        return new Command("state", "Where the state is kept") { move };
    }
}
