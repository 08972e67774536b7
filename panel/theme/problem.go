package theme

import "fmt"

// Problem is one thing that is wrong with a file, for the reader by the id of its text ("error.…") and the values in it.
type Problem struct {
	Line    int    // counted from 1; 0 when it is about the whole
	Token   string // "" when it is about none
	Message string
	Data    map[string]any // holds Line and Token too; a Word is itself the id of a text
}

// Word is the id of a text that stands within another.
type Word string

// Problems are all that is wrong, so that it is mended in one go.
type Problems []Problem

func (ps Problems) Error() string {
	if len(ps) == 1 {
		return ps[0].Error()
	}
	return fmt.Sprintf("%d problems, first: %v", len(ps), ps[0])
}

func (p Problem) Error() string {
	return fmt.Sprintf("line %d: %s %s %v", p.Line, p.Token, p.Message, p.Data)
}

// problem is one about a line; pairs are names and values for the text.
func problem(message string, line int, token string, pairs ...any) Problem {
	p := Problem{Line: line, Token: token, Message: message, Data: map[string]any{"Line": line, "Token": token}}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Data[pairs[i].(string)] = pairs[i+1]
	}
	return p
}

// clip keeps a message short when it quotes what came from outside.
func clip(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
