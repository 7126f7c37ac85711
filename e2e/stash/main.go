// Runs a Pulumi program of resources that need no provider, so nothing is downloaded. They are named stash-0, stash-1 and so
// on, and have a secret each. Arguments: up or preview, and the full name of the stack. Environment: N (resources), FAIL_AFTER
// (fails after so many), PAUSE (milliseconds before each), PLAIN (no secrets), REPLACE (a URN).
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type stash struct {
	pulumi.CustomResourceState
}

func number(name string, otherwise int) int {
	value, err := strconv.Atoi(os.Getenv(name))
	if err != nil {
		return otherwise
	}
	return value
}

func program(ctx *pulumi.Context) error {
	n, failAfter, pause := number("N", 3), number("FAIL_AFTER", -1), number("PAUSE", 0)
	var last pulumi.Resource
	for i := 0; i < n; i++ {
		if i == failAfter {
			return errors.New("the program fails on purpose")
		}
		time.Sleep(time.Duration(pause) * time.Millisecond)
		options := []pulumi.ResourceOption{}
		if last != nil {
			options = append(options, pulumi.DependsOn([]pulumi.Resource{last}))
		}
		var input pulumi.Input = pulumi.String(fmt.Sprintf("value-%d", i))
		if os.Getenv("PLAIN") == "" {
			input = pulumi.ToSecret(pulumi.String(fmt.Sprintf("secret-%d", i)))
		}
		one := &stash{}
		err := ctx.RegisterResource("pulumi:index:Stash", fmt.Sprintf("stash-%d", i), pulumi.Map{"input": input}, one, options...)
		if err != nil {
			return err
		}
		last = one
	}
	return nil
}

func run(ctx context.Context) error {
	name := os.Args[2]
	project := strings.Split(name, "/")[1]
	stack, err := auto.SelectStackInlineSource(ctx, name, project, program, auto.WorkDir("."))
	if err != nil {
		return err
	}
	if os.Args[1] == "preview" {
		_, err = stack.Preview(ctx, optpreview.ProgressStreams(os.Stdout), optpreview.ErrorProgressStreams(os.Stderr))
		return err
	}
	options := []optup.Option{optup.ProgressStreams(os.Stdout), optup.ErrorProgressStreams(os.Stderr)}
	if urn := os.Getenv("REPLACE"); urn != "" {
		options = append(options, optup.Replace([]string{urn}))
	}
	_, err = stack.Up(ctx, options...)
	return err
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
