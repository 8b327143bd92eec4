using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Frames;

/// <summary>A formula checked against the dictionary: variables, terms, offset and strata.</summary>
public sealed class ModelTerms
{
    private readonly List<ModelVariable> _variables = [];
    private readonly List<CompiledExpression> _offsets = [];
    private readonly List<ModelVariable> _strata = [];

    private ModelTerms(bool intercept) => Intercept = intercept;

    public bool Intercept { get; }

    /// <summary>Variables of the design, in order of appearance.</summary>
    public IReadOnlyList<ModelVariable> Variables => _variables;

    /// <summary>Terms as indices of variables, in R's order.</summary>
    public IReadOnlyList<int[]> Terms { get; private set; } = [];

    public IReadOnlyList<CompiledExpression> Offsets => _offsets;

    /// <summary>Factors inside strata(); the one named "site" is the centre.</summary>
    public IReadOnlyList<ModelVariable> Strata => _strata;

    /// <summary>Null where the formula is at fault; the faults are in the list.</summary>
    public static ModelTerms? Of(Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var parsed = FormulaTerms.Of(formula, context, faults);
        var terms = new ModelTerms(parsed.Intercept);
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var compiler = new ExpressionCompiler(context, faults);
        foreach (var text in parsed.Terms.SelectMany(t => t).Distinct())
        {
            var expression = parsed.Variables[text];
            if (terms.TakeSpecial(expression, compiler, context, faults)) continue;
            if (ModelVariables.Compile(expression, compiler) is not { } compiled) continue;
            var variable = MissingLevel.Of(compiled, context);
            index[text] = terms._variables.Count;
            terms._variables.Add(variable);
            RequireBounds(variable, expression, faults);
        }

        terms.Terms = [.. parsed.Terms.Where(t => t.All(index.ContainsKey)).Select(t => t.Select(v => index[v]).ToArray())];
        RidgeTerms.Check(terms, formula, context, faults);
        return faults.Count == before ? terms : null;
    }

    /// <summary>Main effects of variables that are made otherwise than by a formula (with missing values filled in), and an intercept.</summary>
    internal static ModelTerms OfVariables(IEnumerable<ModelVariable> variables)
    {
        var terms = new ModelTerms(true);
        terms._variables.AddRange(variables);
        var single = new int[terms._variables.Count][];
        for (var i = 0; i < single.Length; i++) single[i] = [i];
        terms.Terms = single;
        return terms;
    }

    /// <summary>A formula without design: for analyses that use its variables as groups only.</summary>
    public ModelTerms WithoutVariables() => new(Intercept);

    private bool TakeSpecial(Expression expression, ExpressionCompiler compiler, StudyContext context, List<SpecificationFault> faults)
    {
        if (expression.Application is not { Function: "offset" or "strata" } call) return false;
        foreach (var argument in call.Arguments.Where(a => a.Name.Length == 0).Select(a => a.Value))
        {
            var compiled = compiler.Compile(argument);
            if (compiled is null) continue;
            if (call.Function == "offset")
            {
                var offset = new ModelVariable(argument.ToText(), [compiled], [""], false);
                RequireBounds(offset, argument, faults);
                if (!compiled.Type.IsNumeric) faults.Add(new SpecificationFault(ErrorReason.WrongType, "offset() needs a number.", argument));
                _offsets.Add(compiled);
            }
            else if (Factors.AsFactor(compiler, argument, compiled) is { } factor)
            {
                _strata.Add(MissingLevel.Of(new ModelVariable(argument.ToText(), [factor], [""], true), context));
            }
        }

        return true;
    }

    private static void RequireBounds(ModelVariable variable, Expression where, List<SpecificationFault> faults)
    {
        if (variable.IsFactor || variable.Columns.All(c => c.Type.IsBounded)) return;
        faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{variable.Text} has no bounds that follow from the dictionary. Limit it, for example with pmin(.., 100).", where));
    }
}
