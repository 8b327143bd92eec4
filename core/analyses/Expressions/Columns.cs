using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Columns of the dictionary, and the centre that holds the row.</summary>
internal static class Columns
{
    public static CompiledExpression Of(Variable variable) => new(TypeOf(variable), run => run.Column(variable.Name));

    public static CompiledExpression Site(StudyContext context)
    {
        var sites = context.Sites;
        return new CompiledExpression(ValueType.Factor(sites), run => Constants.Repeat(IndexOf(sites, run.Site))(run));
    }

    private static int IndexOf(IReadOnlyList<string> sites, string site)
    {
        for (var i = 0; i < sites.Count; i++)
        {
            if (sites[i] == site) return i;
        }

        throw new ArgumentException("the site is not in the contract");
    }

    private static ValueType TypeOf(Variable variable) => variable.Type switch
    {
        VariableType.Category => ValueType.Factor([.. variable.Levels.Select(l => l.Name)]),
        VariableType.Boolean => ValueType.Logical,
        VariableType.Date => new ValueType(ValueKind.Date, variable.Minimum, variable.Maximum, 1, []),
        _ => ValueType.Number(variable.Minimum, variable.Maximum, StepOf(variable)),
    };

    private static double StepOf(Variable variable) => variable.Lattice is { Factor: > 0 } lattice ? lattice.Factor
        : variable.Step > 0 ? variable.Step : variable.Type == VariableType.Integer ? 1 : 0;
}
