using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using Superpower.Tokenizers;

namespace FedOnco.Language;

/// <summary>Cuts a call into tokens.</summary>
internal static class CallTokens
{
    private static readonly TextParser<TextSpan> Quoted = Span.Regex("\"(?:[^\"\\\\]|\\\\.)*\"").Or(Span.Regex("'(?:[^'\\\\]|\\\\.)*'"));

    private static readonly Tokenizer<TokenKind> Tokenizer = new TokenizerBuilder<TokenKind>()
        .Ignore(Span.Regex(@"[ \t\r\n\u00A0]+"))
        .Ignore(Span.Regex("#[^\n]*"))
        .Match(Span.Regex(@"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?L?"), TokenKind.Number)
        .Match(Quoted, TokenKind.Text)
        .Match(Span.Regex(@"[\p{L}.][\p{L}\p{N}._]*"), TokenKind.Name)
        .Match(Span.Regex("`(?:[^`\\\\]|\\\\.)+`"), TokenKind.QuotedName)
        .Match(Span.EqualTo("<-"), TokenKind.Arrow)
        .Match(Span.Regex("(?:%[^%\n]*%|==|!=|<=|>=|&&|[|][|]|[-+*/^:~!<>&|])"), TokenKind.Operator)
        .Match(Character.EqualTo('='), TokenKind.Assign)
        .Match(Character.EqualTo('('), TokenKind.Open)
        .Match(Character.EqualTo(')'), TokenKind.Close)
        .Match(Character.EqualTo(','), TokenKind.Comma)
        .Build();

    /// <exception cref="CallSyntaxException">A character that starts no word.</exception>
    public static IReadOnlyList<Token<TokenKind>> Read(string call)
    {
        var result = Tokenizer.TryTokenize(call);
        if (result.HasValue) return [.. result.Value];
        var position = result.Remainder.Position.HasValue ? result.Remainder.Position.Absolute : call.Length;
        var unclosed = position < call.Length && call[position] is '"' or '\'' or '`';
        throw new CallSyntaxException(unclosed ? "A quote is opened here and never closed." : "This character has no meaning here.", position);
    }
}
