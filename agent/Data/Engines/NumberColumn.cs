using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A variable in memory, one double a row.</summary>
internal static class NumberColumn
{
    /// <summary>Null where the source has another number of rows than it had.</summary>
    public static double[]? Read(Located located, Variable variable, int rows, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var values = new double[rows];
        var at = 0;
        located.Engine.Stream($"SELECT {located.Variables.InRange(variable, parameters)} FROM {located.Relation}", parameters, text: false, block =>
        {
            if (at + block.Rows <= rows) block.Numbers[0].AsSpan(0, block.Rows).CopyTo(values.AsSpan(at));
            at += block.Rows;
        }, cancellationToken);
        return at == rows ? values : null;
    }
}
