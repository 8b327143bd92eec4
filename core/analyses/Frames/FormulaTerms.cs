using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Frames;

/// <summary>The right side of a formula as R's terms object sees it: sets of variables, sorted by degree, and whether there is an intercept.</summary>
/// <remarks>Source: Wilkinson and Rogers (1973), "Symbolic description of factorial models", as extended in S (Chambers and Hastie 1992, chapter 2).</remarks>
internal sealed class FormulaTerms
{
    private readonly StudyContext _context;
    private readonly List<SpecificationFault> _faults;
    private readonly HashSet<string> _left;
    private readonly Dictionary<string, Expression> _variables = new(StringComparer.Ordinal);

    private FormulaTerms(StudyContext context, Formula formula, List<SpecificationFault> faults)
    {
        _context = context;
        _faults = faults;
        _left = formula.Left is null ? [] : [.. VariablesOf(formula.Left)];
    }

    /// <summary>Terms as lists of variable texts, by degree, in order of appearance; without offset() and strata().</summary>
    public IReadOnlyList<string[]> Terms { get; private set; } = [];

    public bool Intercept { get; private set; } = true;

    public IReadOnlyDictionary<string, Expression> Variables => _variables;

    public static FormulaTerms Of(Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        var terms = new FormulaTerms(context, formula, faults);
        var expanded = terms.Expand(formula.Right, 0);
        // As R does, the response is taken off the right side.
        var response = formula.Left?.ToText();
        // Inside a term variables stand in the order in which they first appear in the formula.
        var position = terms._variables.Keys.Select((text, i) => (text, i)).ToDictionary(p => p.text, p => p.i, StringComparer.Ordinal);
        terms.Terms = [.. expanded.Where(t => t.Length != 1 || t[0] != response).OrderBy(t => t.Length).Select(t => t.OrderBy(v => position[v]).ToArray())];
        return terms;
    }

    /// <summary>Names of the columns that an expression uses.</summary>
    public static IEnumerable<string> VariablesOf(Expression expression) => expression.KindCase switch
    {
        Expression.KindOneofCase.Variable => [expression.Variable],
        Expression.KindOneofCase.Application => expression.Application.Arguments.SelectMany(a => VariablesOf(a.Value)),
        _ => [],
    };

    private List<string[]> Expand(Expression e, int depth)
    {
        if (depth > 100 || (e.KindCase == Expression.KindOneofCase.Number && e.Number is not (0 or 1)))
        {
            _faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "A number in a formula is 0 or 1; use I(..) for arithmetic.", e));
            return [];
        }

        if (e.KindCase == Expression.KindOneofCase.Number)
        {
            Intercept = e.Number == 1;
            return [];
        }

        if (e is { KindCase: Expression.KindOneofCase.Variable, Variable: "." }) return [.. Dot()];
        if (e.Application is not { } call) return [Single(e)];
        Expression Side(int i) => call.Arguments[i].Value;
        switch (call.Function)
        {
            case "(":
                return Expand(Side(0), depth + 1);
            case "+" when call.Arguments.Count == 2:
                return Union(Expand(Side(0), depth + 1), Expand(Side(1), depth + 1));
            case "+":
                return Expand(Side(0), depth + 1);
            case "-" when call.Arguments.Count == 2:
                return Remove(Expand(Side(0), depth + 1), Side(1), depth);
            case "-":
                return Remove([], Side(0), depth);
            case ":":
                return Cross(Expand(Side(0), depth + 1), Expand(Side(1), depth + 1));
            case "*":
                List<string[]> a = Expand(Side(0), depth + 1), b = Expand(Side(1), depth + 1);
                return Union(Union(a, b), Cross(a, b));
            case "^":
                return Power(e, Expand(Side(0), depth + 1), Side(1));
            case "ridge":
                return [.. RidgeTerms.Each(call).Select(Single)];
            default:
                return [Single(e)];
        }
    }

    private List<string[]> Remove(List<string[]> from, Expression what, int depth)
    {
        if (what.KindCase == Expression.KindOneofCase.Number)
        {
            Intercept = what.Number == 0;
            return from;
        }

        var gone = Expand(what, depth + 1);
        return [.. from.Where(t => !gone.Exists(g => Same(g, t)))];
    }

    private List<string[]> Power(Expression whole, List<string[]> terms, Expression exponent)
    {
        if (exponent.KindCase != Expression.KindOneofCase.Number || exponent.Number is not (>= 1 and <= 8))
        {
            _faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "(..)^n in a formula needs a whole number from 1 to 8; write I(x^2) for a square.", whole));
            return terms;
        }

        var result = terms;
        for (var i = 1; i < exponent.Number; i++) result = Union(result, Cross(result, terms));
        return result;
    }

    private IEnumerable<string[]> Dot() =>
        from variable in _context.Dataset.Variables
        where variable.Name != _context.Dataset.PatientKey && !_left.Contains(variable.Name)
        select Single(new Expression { Variable = variable.Name });

    private string[] Single(Expression e)
    {
        var text = e.ToText();
        _variables.TryAdd(text, e);
        return [text];
    }

    private static List<string[]> Union(List<string[]> a, List<string[]> b) => [.. a, .. b.Where(t => !a.Exists(s => Same(s, t)))];

    private static List<string[]> Cross(List<string[]> a, List<string[]> b)
    {
        var result = new List<string[]>();
        foreach (var x in a)
        {
            foreach (var y in b)
            {
                string[] both = [.. x, .. y.Where(v => !x.Contains(v))];
                if (!result.Exists(t => Same(t, both))) result.Add(both);
            }
        }

        return result;
    }

    private static bool Same(string[] a, string[] b) => a.Length == b.Length && a.All(b.Contains);
}
