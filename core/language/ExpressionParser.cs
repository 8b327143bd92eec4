using System.Globalization;
using System.Text;
using FedOnco.Protos;
using Superpower.Model;

namespace FedOnco.Language;

/// <summary>Operator precedence of R (help page Syntax) over the tokens of one call.</summary>
internal sealed class ExpressionParser(string text, IReadOnlyList<Token<TokenKind>> tokens, Dictionary<Expression, uint> positions)
{
    /// <summary>Deeper nesting than this is refused.</summary>
    public const int MostDepth = 100;

    private const int UnaryMinus = 11;
    private const int Power = 12;
    private const int Negation = 5;

    private int _next;
    private int _depth;

    private bool AtEnd => _next >= tokens.Count;

    /// <summary>Parses the whole text as one expression.</summary>
    public Expression ParseAll()
    {
        var expression = Parse(0);
        if (!AtEnd) throw Fault($"Unexpected {Shown()}: the call should have ended here.");
        return expression;
    }

    /// <summary>Reads `name &lt;-` at the start, if there.</summary>
    public string ReadAssignment()
    {
        if (tokens.Count < 2 || tokens[0].Kind is not (TokenKind.Name or TokenKind.QuotedName) || tokens[1].Kind != TokenKind.Arrow) return "";
        _next = 2;
        return NameOf(tokens[0]);
    }

    private Expression Parse(int least)
    {
        if (++_depth > MostDepth) throw Fault("The call is nested too deeply.");
        var left = Prefix();
        while (!AtEnd && tokens[_next].Kind == TokenKind.Operator && Precedence(Word()) is var level && level >= least && level > 0)
        {
            var position = PositionOf(left);
            var name = Word();
            _next++;
            var right = Parse(name == "^" ? UnaryMinus : level + 1);
            left = Apply(name, position, left, right);
        }

        _depth--;
        return left;
    }

    private Expression Prefix()
    {
        if (AtEnd) throw Fault("The call ends too early.");
        var token = tokens[_next];
        var position = (uint)token.Position.Absolute;
        _next++;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return At(position, new Expression { Number = ReadNumber(token) });
            case TokenKind.Text:
                return At(position, new Expression { Text = Unescape(token.ToStringValue()) });
            case TokenKind.Open:
                var inner = Parse(0);
                Expect(TokenKind.Close, ")");
                return Apply("(", position, inner);
            case TokenKind.Operator when token.ToStringValue() is "-" or "+":
                return Apply(token.ToStringValue(), position, Parse(UnaryMinus));
            case TokenKind.Operator when token.ToStringValue() is "!":
                return Apply("!", position, Parse(Negation));
            case TokenKind.Operator when token.ToStringValue() is "~":
                return Apply("~", position, Parse(2));
            case TokenKind.Name or TokenKind.QuotedName:
                return NameOrCall(token, position);
            default:
                _next--;
                throw Fault($"Unexpected {Shown()}.");
        }
    }

    private Expression NameOrCall(Token<TokenKind> token, uint position)
    {
        var name = NameOf(token);
        if (!AtEnd && tokens[_next].Kind == TokenKind.Open) return Call(name, position);
        if (token.Kind == TokenKind.QuotedName) return At(position, new Expression { Variable = name });
        return At(position, name switch
        {
            "TRUE" or "T" => new Expression { Logical = true },
            "FALSE" or "F" => new Expression { Logical = false },
            "NA" => new Expression { Missing = new Missing() },
            "Inf" => new Expression { Number = double.PositiveInfinity },
            _ => new Expression { Variable = name },
        });
    }

    private Expression Call(string name, uint position)
    {
        _next++;
        var call = new Application { Function = name };
        while (AtEnd || tokens[_next].Kind != TokenKind.Close)
        {
            if (AtEnd) throw Fault($"The parenthesis of {name}( is never closed.");
            call.Arguments.Add(ReadArgument());
            if (!AtEnd && tokens[_next].Kind == TokenKind.Comma)
            {
                _next++;
                if (!AtEnd && tokens[_next].Kind == TokenKind.Close) throw Fault("An argument is missing after the comma.");
            }
            else if (!AtEnd && tokens[_next].Kind != TokenKind.Close)
            {
                throw Fault($"Unexpected {Shown()}: a comma or a closing parenthesis should stand here.");
            }
        }

        _next++;
        return At(position, new Expression { Application = call });
    }

    private Argument ReadArgument()
    {
        var argument = new Argument();
        if (_next + 1 < tokens.Count && tokens[_next + 1].Kind == TokenKind.Assign && tokens[_next].Kind is (TokenKind.Name or TokenKind.QuotedName))
        {
            argument.Name = NameOf(tokens[_next]);
            _next += 2;
        }

        argument.Value = Parse(0);
        return argument;
    }

    private Expression Apply(string function, uint position, params Expression[] operands)
    {
        var call = new Application { Function = function };
        call.Arguments.AddRange(operands.Select(o => new Argument { Value = o }));
        return At(position, new Expression { Application = call });
    }

    private Expression At(uint position, Expression expression)
    {
        positions[expression] = position;
        return expression;
    }

    private uint PositionOf(Expression expression) => positions[expression];

    private string Word() => tokens[_next].ToStringValue();

    private string Shown() => AtEnd ? "end" : $"\"{Word()}\"";

    private void Expect(TokenKind kind, string word)
    {
        if (AtEnd || tokens[_next].Kind != kind) throw Fault($"A \"{word}\" is missing here.");
        _next++;
    }

    private CallSyntaxException Fault(string message) => new(message, AtEnd ? text.Length : tokens[_next].Position.Absolute);

    private static double ReadNumber(Token<TokenKind> token)
    {
        var digits = token.ToStringValue().TrimEnd('L');
        var value = double.Parse(digits, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? value : throw new CallSyntaxException("The number is too large.", token.Position.Absolute);
    }

    private static string NameOf(Token<TokenKind> token) => token.Kind == TokenKind.QuotedName ? Unescape(token.ToStringValue()) : token.ToStringValue();

    private static int Precedence(string name) => name switch
    {
        "~" => 1,
        "|" or "||" => 3,
        "&" or "&&" => 4,
        "==" or "!=" or "<" or "<=" or ">" or ">=" => 6,
        "+" or "-" => 7,
        "*" or "/" => 8,
        ":" => 10,
        "^" => Power,
        "!" => 0,
        _ => 9,
    };

    private static string Unescape(string quoted)
    {
        var result = new StringBuilder();
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] != '\\')
            {
                result.Append(quoted[i]);
                continue;
            }

            i++;
            result.Append(quoted[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var c => c });
        }

        return result.ToString();
    }
}
